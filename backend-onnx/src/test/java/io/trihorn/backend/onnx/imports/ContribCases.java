package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Operators of ONNX Runtime's own domain that its optimizers write. */
final class ContribCases {
  private static final String DOMAIN = "com.microsoft.";

  private ContribCases() {}

  private static TensorData ints(int... values) {
    return TensorData.of(values, values.length);
  }

  private static NodeCase projected() {
    return node(DOMAIN + "Attention", 1)
        .in(floats(2, 4, 6))
        .in(floats(6, 24))
        .in(floats(24))
        .attr("num_heads", 2);
  }

  private static NodeCase multiHead(boolean biased) {
    NodeCase made =
        node(DOMAIN + "MultiHeadAttention", 1)
            .in(floats(2, 3, 8))
            .in(floats(2, 5, 8))
            .in(floats(2, 5, 8))
            .attr("num_heads", 2);
    return biased ? made.in(floats(24)) : made.none();
  }

  static List<NodeCase> attention() {
    List<NodeCase> all = new ArrayList<>();
    all.add(projected());
    all.add(projected().attr("scale", 0.7).outputs(2));
    all.add(projected().attr("unidirectional", 1));
    all.add(projected().in(ints(4, 2)));
    all.add(projected().in(ints(4, 3, 1, 0)));
    all.add(projected().in(whole(DataType.INT32, 0, 2, 2, 4)).attr("mask_filter_value", -3.0));
    all.add(projected().in(whole(DataType.INT32, 0, 2, 2, 4, 4)));
    all.add(projected().in(ints(3, 4)).attr("unidirectional", 1));
    all.add(projected().none().none().in(floats(2, 2, 4, 4)));
    all.add(projected().none().in(floats(2, 2, 2, 3, 4)).attr("unidirectional", 1).outputs(2));
    all.add(
        node(DOMAIN + "Attention", 1)
            .in(floats(2, 4, 6))
            .in(floats(6, 20))
            .in(floats(20))
            .attr("num_heads", 2)
            .attr("qkv_hidden_sizes", new long[] {6, 6, 8}));
    for (int unidirectional = 0; unidirectional < 2; unidirectional++) {
      all.add(
          node(DOMAIN + "QAttention", 1)
              .in(whole(DataType.UINT8, 0, 255, 2, 3, 8))
              .in(QuantizedCases.weights(8, 24))
              .in(floats(24))
              .in(TensorData.scalar(DataType.FLOAT32, 0.01))
              .in(TensorData.scalar(DataType.FLOAT32, 0.005))
              .in(ints(3, 2))
              .in(TensorData.scalar(DataType.UINT8, 120))
              .in(TensorData.scalar(DataType.INT8, 3))
              .attr("num_heads", 2)
              .attr("unidirectional", unidirectional));
    }
    all.add(multiHead(true));
    all.add(multiHead(false).attr("scale", 0.4));
    all.add(multiHead(true).in(whole(DataType.INT32, 0, 2, 2, 5)));
    all.add(multiHead(true).none().in(floats(2, 2, 3, 5)));
    all.add(
        node(DOMAIN + "MultiHeadAttention", 1)
            .in(floats(2, 3, 8))
            .in(floats(2, 3, 8))
            .in(floats(2, 3, 8))
            .attr("num_heads", 2)
            .none()
            .none()
            .none()
            .in(floats(2, 2, 4, 4))
            .in(floats(2, 2, 4, 4))
            .attr("unidirectional", 1)
            .outputs(3));
    return all;
  }

  static List<NodeCase> fused() {
    List<NodeCase> all = new ArrayList<>();
    all.add(node(DOMAIN + "Gelu", 1).in(floats(3, 5)));
    all.add(node(DOMAIN + "FastGelu", 1).in(floats(3, 5)).in(floats(5)));
    all.add(node(DOMAIN + "BiasGelu", 1).in(floats(3, 5)).in(floats(5)));
    all.add(node(DOMAIN + "QuickGelu", 1).in(floats(3, 5)).attr("alpha", 1.2));
    all.add(
        node(DOMAIN + "FusedMatMul", 1)
            .in(floats(2, 4, 3))
            .in(floats(2, 5, 4))
            .attr("transA", 1)
            .attr("transB", 1)
            .attr("alpha", 0.5));
    all.add(
        node(DOMAIN + "FusedMatMul", 1)
            .in(floats(3, 2, 4))
            .in(floats(2, 4, 5))
            .attr("transBatchA", 1));
    all.add(
        node(DOMAIN + "FusedMatMul", 1)
            .in(floats(2, 3, 4))
            .in(floats(5, 2, 4))
            .attr("transB", 1)
            .attr("transBatchB", 1));
    all.add(skip("SkipLayerNormalization", true).in(floats(6)));
    all.add(skip("SkipLayerNormalization", true).attr("epsilon", 0.1));
    all.add(skip("SkipLayerNormalization", true).in(floats(6)).outputs(1));
    all.add(skip("SkipSimplifiedLayerNormalization", false).in(floats(6)));
    all.add(node("SimplifiedLayerNormalization", 17).in(floats(2, 3, 6)).in(floats(6)));
    for (int given = 0; given < 2; given++) {
      NodeCase embed =
          node(DOMAIN + "EmbedLayerNormalization", 1)
              .in(whole(DataType.INT32, 0, 7, 2, 3))
              .in(whole(DataType.INT32, 0, 2, 2, 3))
              .in(floats(7, 6))
              .in(floats(5, 6))
              .in(floats(2, 6))
              .in(floats(6))
              .in(floats(6))
              .outputs(2);
      all.add(given == 0 ? embed : embed.in(whole(DataType.INT32, 0, 2, 2, 3)));
    }
    return all;
  }

  private static NodeCase skip(String name, boolean offset) {
    NodeCase made = node(DOMAIN + name, 1).in(floats(2, 3, 6)).in(floats(2, 3, 6)).in(floats(6));
    return offset ? made.in(floats(6)) : made;
  }
}
