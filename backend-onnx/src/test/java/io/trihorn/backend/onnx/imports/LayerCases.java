package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.between;
import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.reals;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Recurrent layers, normalizations and losses. */
final class LayerCases {
  private LayerCases() {}

  static List<NodeCase> recurrent() {
    List<NodeCase> all = new ArrayList<>();
    for (String direction : List.of("forward", "reverse", "bidirectional")) {
      int d = direction.equals("bidirectional") ? 2 : 1;
      for (int lengths = 0; lengths < 2; lengths++) {
        all.add(rnn("RNN", 1, d, lengths == 1).outputs(2).attr("direction", direction));
        for (int linear = 0; linear < 2; linear++) {
          all.add(
              rnn("GRU", 3, d, lengths == 1)
                  .outputs(2)
                  .attr("direction", direction)
                  .attr("linear_before_reset", linear));
        }
        all.add(
            rnn("LSTM", 4, d, lengths == 1)
                .in(floats(d, 2, 3))
                .constant(floats(d, 9))
                .outputs(3)
                .attr("direction", direction));
      }
    }
    all.add(
        rnn("RNN", 1, 2, false)
            .outputs(2)
            .attr("direction", "bidirectional")
            .attr("activations", new String[] {"Relu", "HardSigmoid"})
            .attr("activation_alpha", new double[] {0, 0.3})
            .attr("activation_beta", new double[] {0, 0.4})
            .attr("clip", 1.5));
    all.add(rnn("LSTM", 4, 1, false).outputs(3).attr("input_forget", 1));
    all.add(
        rnn("LSTM", 4, 1, false)
            .outputs(3)
            .attr("clip", 0.4)
            .attr("activations", new String[] {"Sigmoid", "Softsign", "Relu"}));
    return all;
  }

  /** Layers that are composites here. */
  static List<NodeCase> composites() {
    List<NodeCase> all = new ArrayList<>();
    all.add(node("LayerNormalization", 17).in(floats(2, 3, 4)).constant(floats(4)));
    all.add(
        node("LayerNormalization", 17)
            .in(floats(2, 3, 4))
            .constant(floats(3, 4))
            .constant(floats(3, 4))
            .attr("epsilon", 0.1)
            .attr("axis", -2));
    for (String direction : List.of("forward", "reverse", "bidirectional")) {
      int d = direction.equals("bidirectional") ? 2 : 1;
      NodeCase lstm = rnn("LSTM", 4, d, false).in(floats(d, 2, 3)).outputs(3);
      all.add(lstm.attr("direction", direction));
    }
    for (int gates : new int[] {3, 4}) {
      NodeCase unbiased =
          node(gates == 3 ? "GRU" : "LSTM", 14)
              .in(floats(5, 2, 4))
              .constant(between(-1, 1, 1, 3L * gates, 4))
              .constant(between(-1, 1, 1, 3L * gates, 3))
              .none()
              .constant(TensorData.of(new int[] {5, 5}, 2))
              .attr("hidden_size", 3);
      all.add(gates == 3 ? unbiased.attr("linear_before_reset", 1) : unbiased);
    }
    return all;
  }

  private static NodeCase rnn(String type, int gates, int directions, boolean lengths) {
    NodeCase c =
        node(type, 14)
            .in(floats(5, 2, 4))
            .constant(between(-1, 1, directions, 3L * gates, 4))
            .constant(between(-1, 1, directions, 3L * gates, 3))
            .constant(between(-1, 1, directions, 6L * gates));
    if (lengths) {
      c.in(TensorData.of(new int[] {5, 3}, 2));
    } else {
      c.none();
    }
    return c.in(floats(directions, 2, 3)).attr("hidden_size", 3);
  }

  static List<NodeCase> norms() {
    List<NodeCase> all = new ArrayList<>();
    for (String type : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      all.add(node(type, 11).in(floats(2, 3, 4)).attr("axis", 1));
      all.add(node(type, 11).in(floats(2, 3, 4)).attr("axis", 0));
      all.add(node(type, 13).in(floats(2, 3, 4)).attr("axis", 1));
    }
    all.add(
        node("BatchNormalization", 15)
            .in(floats(2, 3, 4))
            .constant(floats(3))
            .constant(floats(3))
            .constant(floats(3))
            .constant(between(0.5, 2, 3)));
    all.add(
        node("BatchNormalization", 15)
            .in(floats(4, 3, 5))
            .constant(floats(3))
            .constant(floats(3))
            .constant(floats(3))
            .constant(between(0.5, 2, 3))
            .outputs(3)
            .attr("momentum", 0.7)
            .attr("training_mode", 1));
    all.add(
        node("InstanceNormalization", 6)
            .in(floats(2, 3, 4, 5))
            .constant(floats(3))
            .constant(floats(3)));
    all.add(
        node("LayerNormalization", 17)
            .in(floats(2, 3, 4))
            .constant(floats(3, 4))
            .constant(floats(3, 4))
            .outputs(3)
            .attr("axis", 1));
    all.add(
        node("GroupNormalization", 21)
            .in(floats(2, 6, 3, 2))
            .constant(floats(6))
            .constant(floats(6))
            .attr("num_groups", 3));
    all.add(node("MeanVarianceNormalization", 13).in(floats(2, 3, 4, 5)));
    for (int p = 1; p <= 2; p++) {
      all.add(node("LpNormalization", 1).in(floats(3, 4)).attr("axis", 0).attr("p", p));
    }
    all.add(
        node("LRN", 13)
            .in(floats(2, 7, 3, 2))
            .attr("size", 5)
            .attr("alpha", 0.3)
            .attr("beta", 0.6)
            .attr("bias", 1.5));
    for (String reduction : List.of("none", "sum", "mean")) {
      all.add(
          node("SoftmaxCrossEntropyLoss", 13)
              .in(floats(3, 5, 2))
              .in(whole(DataType.INT64, 0, 5, 3, 2))
              .in(between(0.1, 1, 5))
              .outputs(2)
              .attr("ignore_index", 2)
              .attr("reduction", reduction));
    }
    all.add(
        node("Gemm", 13)
            .in(floats(4, 3))
            .in(floats(5, 4))
            .in(floats(3, 1))
            .attr("transA", 1)
            .attr("transB", 1)
            .attr("alpha", 0.5)
            .attr("beta", 2.0));
    all.add(node("MatMul", 13).in(floats(3)).in(floats(2, 3, 4)));
    return all;
  }

  static List<NodeCase> quantized() {
    List<NodeCase> all = new ArrayList<>();
    TensorData scales = between(0.01, 0.03, 3);
    all.add(node("QuantizeLinear", 13).in(floats(2, 3, 4)).in(reals(0.01).reshape()));
    all.add(
        node("QuantizeLinear", 13)
            .in(floats(2, 3, 4))
            .in(scales)
            .in(whole(DataType.UINT8, 100, 140, 3)));
    all.add(
        node("DequantizeLinear", 13)
            .in(whole(DataType.UINT8, 0, 256, 2, 3, 4))
            .in(scales)
            .in(whole(DataType.UINT8, 100, 140, 3))
            .attr("axis", -2));
    all.add(node("DynamicQuantizeLinear", 11).in(floats(3, 5)).outputs(3));
    all.add(
        node("MatMulInteger", 10)
            .in(whole(DataType.UINT8, 0, 256, 3, 4))
            .in(whole(DataType.UINT8, 0, 256, 4, 5))
            .in(whole(DataType.UINT8, 100, 140))
            .in(whole(DataType.UINT8, 100, 140)));
    all.add(node("DynamicQuantizeLinear", 11).in(reals(0, 0, 0)).outputs(3));
    // One row: with threads ONNX Runtime rounds the states of some rows by themselves.
    for (String direction : List.of("reverse", "bidirectional")) {
      int d = direction.equals("bidirectional") ? 2 : 1;
      all.add(
          node("com.microsoft.DynamicQuantizeLSTM", 1)
              .in(floats(5, 1, 4))
              .constant(whole(DataType.UINT8, 0, 256, d, 4, 12))
              .constant(whole(DataType.UINT8, 0, 256, d, 3, 12))
              .constant(floats(d, 24))
              .none()
              .in(floats(d, 1, 3))
              .in(floats(d, 1, 3))
              .none()
              .constant(between(0.005, 0.01, d))
              .constant(whole(DataType.UINT8, 100, 140, d))
              .constant(between(0.005, 0.01, d))
              .constant(whole(DataType.UINT8, 100, 140, d))
              .outputs(3)
              .attr("hidden_size", 3)
              .attr("direction", direction));
    }
    return all;
  }
}
