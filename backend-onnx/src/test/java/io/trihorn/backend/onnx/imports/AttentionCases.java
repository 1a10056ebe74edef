package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.longs;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Attention and rotations by position. */
final class AttentionCases {
  private AttentionCases() {}

  /** The first target may look nowhere. */
  private static TensorData mask(long... dims) {
    TensorData mask = whole(DataType.BOOLEAN, 0, 2, dims);
    for (long source = 0; source < dims[dims.length - 1]; source++) {
      mask.setLong(source, 0);
    }
    return mask;
  }

  static List<NodeCase> attention() {
    List<NodeCase> all = new ArrayList<>();
    for (int opset : new int[] {23, 24}) {
      for (int causal = 0; causal < 2; causal++) {
        all.add(
            node("Attention", opset)
                .in(floats(2, 3, 4, 8))
                .in(floats(2, 3, 6, 8))
                .in(floats(2, 3, 6, 5))
                .attr("is_causal", causal));
        all.add(
            node("Attention", opset)
                .in(floats(2, 4, 24))
                .in(floats(2, 4, 8))
                .in(floats(2, 4, 8))
                .attr("q_num_heads", 6)
                .attr("kv_num_heads", 2)
                .attr("scale", 0.3)
                .attr("is_causal", causal));
        all.add(
            node("Attention", opset)
                .in(floats(2, 3, 2, 8))
                .in(floats(2, 3, 2, 8))
                .in(floats(2, 3, 2, 8))
                .none()
                .in(floats(2, 3, 4, 8))
                .in(floats(2, 3, 4, 8))
                .outputs(3)
                .attr("is_causal", causal));
      }
      for (long[] dims :
          List.of(new long[] {4, 6}, new long[] {2, 1, 4, 6}, new long[] {3, 4, 6})) {
        all.add(masked(opset, mask(dims)));
        all.add(masked(opset, floats(dims)));
      }
      all.add(masked(opset, floats(4, 6)).attr("softcap", 2.0));
      for (int mode = 0; mode < 4; mode++) {
        all.add(masked(opset, floats(4, 6)).outputs(4).attr("qk_matmul_output_mode", mode));
      }
    }
    return all;
  }

  private static NodeCase masked(int opset, TensorData mask) {
    return node("Attention", opset)
        .in(floats(2, 3, 4, 8))
        .in(floats(2, 3, 6, 8))
        .in(floats(2, 3, 6, 8))
        .in(mask);
  }

  static List<NodeCase> rotary() {
    List<NodeCase> all = new ArrayList<>();
    TensorData places = longs(0, 1, 2, 3, 5, 4, 3, 6).reshape(2, 4);
    for (int interleaved = 0; interleaved < 2; interleaved++) {
      all.add(
          node("RotaryEmbedding", 23)
              .in(floats(2, 3, 4, 8))
              .in(floats(7, 4))
              .in(floats(7, 4))
              .in(places)
              .attr("interleaved", interleaved));
      all.add(
          node("RotaryEmbedding", 23)
              .in(floats(2, 4, 24))
              .in(floats(2, 4, 4))
              .in(floats(2, 4, 4))
              .attr("num_heads", 3)
              .attr("interleaved", interleaved));
      all.add(
          node("RotaryEmbedding", 23)
              .in(floats(2, 3, 4, 8))
              .in(floats(7, 2))
              .in(floats(7, 2))
              .in(places)
              .attr("rotary_embedding_dim", 4)
              .attr("interleaved", interleaved));
    }
    return all;
  }
}
