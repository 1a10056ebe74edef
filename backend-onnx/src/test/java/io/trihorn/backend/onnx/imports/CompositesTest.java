package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.floats;
import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static io.trihorn.backend.onnx.imports.Protos.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.composites.DotProductAttention;
import io.trihorn.composites.Gelu;
import io.trihorn.composites.GruSequence;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators that are what a composite is become that composite, which a backend may claim. */
class CompositesTest {
  @TempDir Path directory;

  private long count(
      Class<? extends Op> composite, int opset, NodeProto node, ValueInfoProto... inputs)
      throws IOException {
    GraphProto.Builder g = graph(List.of(inputs), node.getOutputList()).addNode(node);
    double[] weights = new double[32];
    g.addInitializer(floats("w", List.of(1L, 8L, 3L), Arrays.copyOf(weights, 24)))
        .addInitializer(floats("r", List.of(1L, 8L, 2L), Arrays.copyOf(weights, 16)))
        .addInitializer(floats("w3", List.of(1L, 6L, 3L), Arrays.copyOf(weights, 18)))
        .addInitializer(floats("r3", List.of(1L, 6L, 2L), Arrays.copyOf(weights, 12)))
        .addInitializer(floats("scale", List.of(3L), 1, 2, 3));
    try (Model loaded = Onnx.load(write(directory, model(g, opset)))) {
      TensorType[] types = new TensorType[inputs.length];
      for (int i = 0; i < types.length; i++) {
        types[i] = new TensorType(DataType.FLOAT32, loaded.inputs().get(i).shape());
      }
      return loaded.predictionGraph(types).nodes().stream()
          .filter(n -> composite.isInstance(n.op()))
          .count();
    }
  }

  private static NodeProto lstm(String... more) {
    NodeProto.Builder made =
        node("LSTM", List.of("x", "w", "r"), List.of("y"), integer("hidden_size", 2)).toBuilder();
    for (String input : more) {
      made.addInput(input);
    }
    return made.build();
  }

  @Test
  void recurrentLayers() throws IOException {
    ValueInfoProto x = input("x", 5, 1, 3);
    assertEquals(1, count(LstmSequence.class, 14, lstm(), x));
    ValueInfoProto peepholes = input("p", 1, 6);
    assertEquals(0, count(LstmSequence.class, 14, lstm("", "", "", "", "p"), x, peepholes));
    for (int linear = 0; linear < 2; linear++) {
      NodeProto gru =
          node(
              "GRU",
              List.of("x", "w3", "r3"),
              List.of("y"),
              integer("hidden_size", 2),
              integer("linear_before_reset", linear));
      assertEquals(linear, count(GruSequence.class, 14, gru, x));
    }
  }

  @Test
  void normalizationAndGelu() throws IOException {
    ValueInfoProto x = input("x", 5, 3);
    NodeProto normalize = node("LayerNormalization", List.of("x", "scale"), List.of("y"));
    assertEquals(1, count(LayerNormalize.class, 17, normalize, x));
    NodeProto shown = node("LayerNormalization", List.of("x", "scale"), List.of("y", "mean"));
    assertEquals(0, count(LayerNormalize.class, 17, shown, x));
    assertEquals(1, count(Gelu.class, 20, node("Gelu", List.of("x"), List.of("y")), x));
  }

  @Test
  void attention() throws IOException {
    ValueInfoProto q = input("q", 1, 2, 4, 3);
    NodeProto plain =
        node("Attention", List.of("q", "q", "q"), List.of("y"), integer("is_causal", 1));
    assertEquals(1, count(DotProductAttention.class, 23, plain, q));
    NodeProto masked = node("Attention", List.of("q", "q", "q", "m"), List.of("y"));
    assertEquals(0, count(DotProductAttention.class, 23, masked, q, input("m", 4, 4)));
  }
}
