package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.floats;
import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static io.trihorn.backend.onnx.imports.Protos.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.LossGradients;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks that round to 8 bits train as those that do not: the gradient of the weights before is
 * near that of the same network of floats, and the loss is that of predictions.
 */
class QuantizedTrainingTest {
  private static final TensorData X =
      TensorData.of(new float[] {0.3f, -0.8f, 0.55f, 0.9f, -0.4f, 0.7f}, 2, 3);
  private static final TensorData TARGET = TensorData.of(new float[] {0, 1, 1, 0}, 2, 2);

  @TempDir private Path directory;

  /** {@code (x * w) b}, with what is done to {@code x * w} between, where b is of 8 bits. */
  private static GraphProto.Builder start() {
    return graph(List.of(input("x", "batch", 3)), List.of("y"))
        .addInitializer(floats("w", List.of(3L), 0.9, 1.3, -0.7))
        .addInitializer(floats("step", List.of(), 0.01))
        .addInitializer(floats("fine", List.of(), 0.012))
        .addInitializer(floats("wide", List.of(), 0.015))
        .addInitializer(bytes("b", TensorProto.DataType.INT8, 90, -40, 25, 110, -75, 60))
        .addInitializer(bytes("zero", TensorProto.DataType.INT8))
        .addNode(node("Mul", List.of("x", "w"), List.of("p")));
  }

  private static TensorProto bytes(String name, TensorProto.DataType type, int... values) {
    TensorProto.Builder made = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    if (values.length == 0) {
      return made.addInt32Data(0).build();
    }
    Arrays.stream(values).forEach(made::addInt32Data);
    return made.addDims(3).addDims(2).build();
  }

  private static GraphProto.Builder unrounded() {
    return start()
        .addNode(node("DequantizeLinear", List.of("b", "step", "zero"), List.of("real")))
        .addNode(node("MatMul", List.of("p", "real"), List.of("y")));
  }

  private static GraphProto.Builder pairs() {
    return start()
        .addNode(node("QuantizeLinear", List.of("p", "fine", "zero"), List.of("q")))
        .addNode(node("DequantizeLinear", List.of("q", "fine", "zero"), List.of("d")))
        .addNode(node("DequantizeLinear", List.of("b", "step", "zero"), List.of("real")))
        .addNode(node("MatMul", List.of("d", "real"), List.of("product")))
        .addNode(node("QuantizeLinear", List.of("product", "wide", "zero"), List.of("z")))
        .addNode(node("DequantizeLinear", List.of("z", "wide", "zero"), List.of("y")));
  }

  private static GraphProto.Builder dynamic() {
    return start()
        .addNode(node("DynamicQuantizeLinear", List.of("p"), List.of("q", "s", "o")))
        .addNode(node("MatMulInteger", List.of("q", "b", "o", "zero"), List.of("sums")))
        .addNode(node("Cast", List.of("sums"), List.of("whole"), integer("to", 1)))
        .addNode(node("Mul", List.of("s", "step"), List.of("both")))
        .addNode(node("Mul", List.of("whole", "both"), List.of("y")));
  }

  private static GraphProto.Builder integers() {
    return start()
        .addNode(node("QuantizeLinear", List.of("p", "fine", "zero"), List.of("q")))
        .addNode(
            node(
                "QLinearMatMul",
                List.of("q", "fine", "zero", "b", "step", "zero", "wide", "zero"),
                List.of("z")))
        .addNode(node("DequantizeLinear", List.of("z", "wide", "zero"), List.of("y")));
  }

  @TestFactory
  Stream<DynamicTest> gradientsGoStraightThrough() {
    return Stream.of("reference", "onnx")
        .flatMap(
            backend ->
                Stream.of(
                    test("pairs on " + backend, pairs(), backend),
                    test("dynamic on " + backend, dynamic(), backend),
                    test("integers on " + backend, integers(), backend)));
  }

  private DynamicTest test(String name, GraphProto.Builder graph, String backend) {
    return DynamicTest.dynamicTest(name, () -> check(graph, backend));
  }

  private void check(GraphProto.Builder rounded, String backend) throws IOException {
    double[] wanted = gradient(unrounded(), backend);
    double[] made = gradient(rounded, backend);
    assertArrayEquals(wanted, made, 0.02 * Arrays.stream(wanted).map(Math::abs).max().orElse(0));
  }

  private double[] gradient(GraphProto.Builder graph, String backend) throws IOException {
    try (Model model = Onnx.load(write(directory, model(graph, 13)))) {
      model.on(backend).compile(Optimizers.sgd(0), "mean_squared_error");
      LossGradients found = model.gradients(Dataset.of(X, TARGET));
      assertEquals(1, found.gradients().size());
      TensorData y = model.predictOnBatch(X).get(0);
      double loss = 0;
      for (int i = 0; i < 4; i++) {
        loss += Math.pow(y.getDouble(i) - TARGET.getDouble(i), 2) / 4;
      }
      assertEquals(loss, found.loss(), 1e-6);
      return found.gradients().values().iterator().next().toDoubleArray();
    }
  }
}
