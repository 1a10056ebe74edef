package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.floats;
import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.longs;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static io.trihorn.backend.onnx.imports.Protos.tensor;
import static io.trihorn.backend.onnx.imports.Protos.value;
import static io.trihorn.backend.onnx.imports.Protos.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches and loops. */
class ControlFlowTest {
  @TempDir Path directory;

  private List<TensorData> run(GraphProto.Builder g, String backend, TensorData... inputs)
      throws IOException {
    try (Model loaded = Onnx.load(write(directory, model(g, 16)))) {
      return loaded.on(backend).predictOnBatch(inputs);
    }
  }

  /** A branch on the sum of the input, which both branches see from around them. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void branchOnAnInput(String backend) throws IOException {
    GraphProto.Builder twice =
        graph(List.of(), List.of("t")).addNode(node("Add", List.of("x", "x"), List.of("t")));
    GraphProto.Builder negated =
        graph(List.of(), List.of("e")).addNode(node("Neg", List.of("x"), List.of("e")));
    GraphProto.Builder g =
        graph(List.of(input("x", 2)), List.of("y"))
            .addNode(
                node(
                    "Constant",
                    List.of(),
                    List.of("zero"),
                    tensor("value", floats("", List.of(), 0))))
            .addNode(node("ReduceSum", List.of("x"), List.of("sum"), integer("keepdims", 0)))
            .addNode(node("Greater", List.of("sum", "zero"), List.of("positive")))
            .addNode(
                node(
                    "If",
                    List.of("positive"),
                    List.of("y"),
                    Protos.graph("then_branch", twice.build()),
                    Protos.graph("else_branch", negated.build())));
    assertArrayEquals(
        new float[] {4, -2},
        run(g, backend, TensorData.of(new float[] {2, -1}, 2)).get(0).toFloatArray());
    assertArrayEquals(
        new float[] {-2, 3},
        run(g, backend, TensorData.of(new float[] {2, -3}, 2)).get(0).toFloatArray());
  }

  /** Doubles while the value is below a bound, at most a number of times. */
  private static GraphProto.Builder doubling(boolean bounded, boolean stacked) {
    GraphProto.Builder body =
        graph(
                List.of(
                    value("i", TensorProto.DataType.INT64),
                    value("go", TensorProto.DataType.BOOL),
                    input("v", 1)),
                stacked ? List.of("again", "next", "v") : List.of("again", "next"))
            .addNode(node("Add", List.of("v", "v"), List.of("next")));
    if (bounded) {
      body.addNode(
              node(
                  "Constant",
                  List.of(),
                  List.of("bound"),
                  tensor("value", floats("", List.of(1L), 20))))
          .addNode(node("Less", List.of("next", "bound"), List.of("again")));
    } else {
      body.addNode(node("Identity", List.of("go"), List.of("again")));
    }
    return graph(List.of(input("x", 1)), stacked ? List.of("y", "each") : List.of("y"))
        .addInitializer(longs("most", List.of(), 4))
        .addNode(
            node(
                "Loop",
                List.of("most", "", "x"),
                stacked ? List.of("y", "each") : List.of("y"),
                Protos.graph("body", body.build())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void loopOfAKnownLength(String backend) throws IOException {
    List<TensorData> results =
        run(doubling(false, true), backend, TensorData.of(new float[] {3}, 1));
    assertArrayEquals(new float[] {48}, results.get(0).toFloatArray());
    assertArrayEquals(new float[] {3, 6, 12, 24}, results.get(1).toFloatArray());
    assertEquals("(4, 1)", results.get(1).shape().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void loopThatEndsEarly(String backend) throws IOException {
    assertArrayEquals(
        new float[] {24},
        run(doubling(true, false), backend, TensorData.of(new float[] {3}, 1))
            .get(0)
            .toFloatArray());
    assertArrayEquals(
        new float[] {16},
        run(doubling(true, false), backend, TensorData.of(new float[] {1}, 1))
            .get(0)
            .toFloatArray());
    GraphProto.Builder each =
        doubling(true, true)
            .clearOutput()
            .addOutput(input("y", 1))
            .addOutput(input("each", "rounds", 1));
    List<TensorData> stacked = run(each, backend, TensorData.of(new float[] {3}, 1));
    assertArrayEquals(new float[] {24}, stacked.get(0).toFloatArray());
    assertArrayEquals(new float[] {3, 6, 12}, stacked.get(1).toFloatArray());
  }

  /** A running sum times a weight from around the loop, from the last row to the first. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void scanWithAWeight(String backend) throws IOException {
    GraphProto.Builder body =
        graph(List.of(input("s", 2), input("r", 2)), List.of("s2", "o"))
            .addNode(node("Add", List.of("s", "r"), List.of("s2")))
            .addNode(node("Mul", List.of("s2", "w"), List.of("o")));
    GraphProto.Builder g =
        graph(List.of(input("start", 2), input("x", 3, 2)), List.of("end", "all"))
            .addInitializer(floats("w", List.of(2L), 1, 10))
            .addNode(
                node(
                    "Scan",
                    List.of("start", "x"),
                    List.of("end", "all"),
                    integer("num_scan_inputs", 1),
                    Protos.graph("body", body.build()),
                    integers("scan_input_directions", 1)));
    List<TensorData> results =
        run(
            g,
            backend,
            TensorData.of(new float[] {100, 200}, 2),
            TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    assertArrayEquals(new float[] {109, 212}, results.get(0).toFloatArray());
    assertArrayEquals(new float[] {105, 2060, 108, 2100, 109, 2120}, results.get(1).toFloatArray());
  }

  private static ai.onnx.proto.OnnxMl.AttributeProto integers(String name, long value) {
    return ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS)
        .addInts(value)
        .build();
  }
}
