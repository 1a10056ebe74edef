package io.trihorn.backend.onnx;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv1d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.reshape;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.onnx.emit.InPlace;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.constraints.Constraints;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.layers.core.Dense;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import io.trihorn.regularizers.Regularizers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Weights that more than products read: each level of optimizations gives the same steps. */
class InPlaceTrainingTest {
  private static final int ROWS = 4;

  private static final Map<String, UnaryOperator<Dense>> LAYERS =
      Map.of(
          "l1", d -> d.kernelRegularizer(Regularizers.get("l1")),
          "l2", d -> d.kernelRegularizer(Regularizers.get("l2")),
          "l1_l2", d -> d.kernelRegularizer(Regularizers.get("l1_l2")),
          "orthogonal_regularizer",
              d -> d.kernelRegularizer(Regularizers.get("orthogonal_regularizer")),
          "max_norm", d -> d.kernelConstraint(Constraints.get("max_norm")),
          "min_max_norm", d -> d.kernelConstraint(Constraints.get("min_max_norm")),
          "unit_norm", d -> d.kernelConstraint(Constraints.get("unit_norm")),
          "non_neg", d -> d.kernelConstraint(Constraints.get("non_neg")),
          "both",
              d ->
                  d.kernelRegularizer(Regularizers.get("l2"))
                      .kernelConstraint(Constraints.get("max_norm")),
          "float16", d -> d.dtype("float16"));

  private static final Map<String, Supplier<Sequential>> MODELS =
      Map.of(
          "embedding", () -> new Sequential(input(5), embedding(9, 4), flatten(), dense(1)),
          "lstm", () -> new Sequential(input(5), embedding(9, 4), lstm(3), dense(1)),
          "gru", () -> new Sequential(input(5), embedding(9, 4), gru(3), dense(1)),
          "normalized",
              () ->
                  new Sequential(
                      input(5),
                      reshape(5, 1),
                      conv1d(4, 3),
                      batchNormalization(),
                      conv1d(3, 2),
                      layerNormalization(),
                      flatten(),
                      dense(1)));

  private static Sequential model(UnaryOperator<Dense> with) {
    return new Sequential(
        input(5), with.apply(dense(6, "tanh")), with.apply(dense(4, "tanh")), dense(1));
  }

  private static TensorData filled(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, i % 7);
    }
    return data;
  }

  private static void check(Supplier<Sequential> make, String optimizer) {
    TensorData x = filled(ROWS, 5);
    TensorData y = filled(ROWS, 1);
    try (Sequential model = make.get()) {
      model.on(new LevelsBackend());
      model.compile(optimizer, "mse");
      model.fit(x, y, FitOptions.epochs(2).batchSize(ROWS));
      Graph graph = model.trainingGraph(Dataset.of(x, y));
      OnnxModel emitted =
          new OnnxEmitter().emit(GraphCompiler.prepare(new OnnxBackend(), graph, Device.cpu()));
      Set<Variable> twice = new HashSet<>(emitted.updates().keySet());
      twice.removeAll(InPlace.in(emitted, 0).variables());
      assertEquals(Set.of(), twice);
    }
  }

  @TestFactory
  Stream<DynamicTest> trainTheSameInPlace() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String optimizer : List.of("sgd", "adam")) {
      LAYERS.forEach((name, with) -> tests.add(test(name, () -> model(with), optimizer)));
    }
    // SGD adds rows to tables where they lie, in another way.
    MODELS.forEach((name, make) -> tests.add(test(name, make, "adam")));
    return tests.stream();
  }

  private static DynamicTest test(String name, Supplier<Sequential> make, String optimizer) {
    return DynamicTest.dynamicTest(name + " " + optimizer, () -> check(make, optimizer));
  }
}
