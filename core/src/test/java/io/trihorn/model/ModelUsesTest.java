package io.trihorn.model;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.losses.Losses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ways to call one thing, on a line {@code y = 2 x} whose numbers are worked out by hand. */
class ModelUsesTest {
  private static final float[][] X = {{1}, {2}};
  private static final float[][] Y = {{0}, {0}};
  private static final Map<String, Double> LOSS = Map.of("loss", 10.0);

  private static Model line() {
    Model model = new Sequential(input(1), dense(1).name("d")).name("m").on("reference");
    model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
    return model;
  }

  private static void starts(Model model) {
    model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
  }

  @Test
  void compilingAndTraining() {
    try (Model model = line()) {
      assertSame(model, model.compile(sgd(0.1), Losses.get("mse")));
      FitOptions quiet = FitOptions.epochs(1).verbose(false);
      assertEquals(10, model.fit(X, Y, quiet).last("loss"));
      assertEquals(1, model.weightValues().get(0).getDouble(0), 1e-6);
      starts(model);
      assertEquals(List.of(0), model.fit(Dataset.of(X, Y), quiet).epochs());
      starts(model);
      assertEquals(LOSS, model.trainOnBatch(Dataset.of(X, Y)));
      starts(model);
      assertEquals(LOSS, model.trainOnBatch(X, Y));
      starts(model);
      assertEquals(
          Map.of("loss", (4.0 * 3 + 16) / 2), model.trainOnBatch(X, Y, new float[] {3, 1}));
      starts(model);
      assertEquals(LOSS, model.testOnBatch(X, Y));
      assertEquals(LOSS, model.testOnBatch(Dataset.of(X, Y)));
      assertEquals(LOSS, model.evaluate(X, Y));
      assertEquals(LOSS, model.evaluate(X, Y, new RunOptions()));
      assertEquals(LOSS, model.evaluate(Dataset.of(X, Y)));
      assertEquals(LOSS, model.getMetricsResult());
      assertEquals(0.1, model.learningRate(), 1e-7);
      model.setLearningRate(0.5);
      assertEquals(0.5, model.learningRate());
    }
  }

  @Test
  void whatTheVariablesHold() {
    try (Model model = line()) {
      model.compile(sgd(0.1).momentum(0.9), "mse");
      model.trainOnBatch(X, Y);
      assertEquals(1, model.iterations());
      List<TensorData> state = model.optimizerValues();
      assertEquals(-1, state.get(2).getDouble(0), 1e-6, "the momentum of the kernel");
      model.trainOnBatch(X, Y);
      assertEquals(2, model.iterations());
      model.setOptimizerValues(state);
      assertEquals(1, model.iterations());
      assertEquals(state, model.optimizerValues());
      var kernel = model.weights().get(0).variable();
      assertEquals(model.weightValues().get(0), model.value(kernel));
    }
  }

  @Test
  void predictions() {
    try (Model model = line()) {
      assertEquals(4, model.predict(X).getFloat(1, 0));
      assertEquals(4, model.predict(Dataset.of(X)).getFloat(1, 0));
      assertEquals(4, model.predict(X, new RunOptions().batchSize(1)).getFloat(1, 0));
      assertEquals(4, model.predictAll(X).get(0).getFloat(1, 0));
      assertEquals(4, model.predictByName(X).get("d").getFloat(1, 0));
      assertEquals(4, model.call(X, false).getFloat(1, 0));
      assertEquals(
          4, model.predictOnBatch(TensorData.of(new float[] {2}, 1, 1)).get(0).getDouble(0));
    }
  }

  @Test
  void graphs() {
    try (Model model = line()) {
      model.compile(sgd(0.1), "mse");
      Graph prediction = model.predictionGraph(TensorType.of(DataType.FLOAT32, 5, 1));
      assertEquals(List.of(TensorType.of(DataType.FLOAT32, 5, 1)), prediction.outputTypes());
      Graph training = model.trainingGraph(Dataset.of(X, Y).batch(2));
      assertEquals(2, training.parameters().size());
      assertEquals(List.of(TensorType.of(DataType.FLOAT32)), training.outputTypes());
    }
    try (Model model = line()) {
      assertThrows(ModelException.class, () -> model.trainingGraph(Dataset.of(X, Y)));
    }
    try (Model open = new Sequential(dense(3)).on("reference")) {
      Graph graph = open.predictionGraph(TensorType.of(DataType.FLOAT32, 5, 2));
      assertEquals(List.of(TensorType.of(DataType.FLOAT32, 5, 3)), graph.outputTypes());
    }
  }

  @Test
  void anUnknownFormatToExportTo() {
    try (Model model = line()) {
      ModelException e =
          assertThrows(ModelException.class, () -> model.export(Path.of("there"), "caffe"));
      assertEquals(
          "nothing on the class path exports models as 'caffe'; found are []."
              + " trihorn-backend-onnx brings 'onnx', trihorn-backend-tensorflow 'tf_saved_model'",
          e.getMessage());
    }
  }

  private static KerasTensor named(String name) {
    InputLayer layer = new InputLayer(1);
    layer.setName(name);
    return inputTensor(layer);
  }

  /** The sum of three inputs, two of them together in a list. */
  private static Model three() {
    KerasTensor a = named("a");
    KerasTensor b = named("b");
    KerasTensor c = named("c");
    return new Model(List.of(a, List.of(b, c)), add().name("sum").apply(a, b, c))
        .name("m")
        .on("reference");
  }

  @Test
  void inputsInListsInsideLists() {
    float[][] one = {{1}};
    float[][] ten = {{10}};
    float[][] hundred = {{100}};
    try (Model model = three()) {
      assertEquals(111, model.predict(List.of(one, ten, hundred)).getFloat(0, 0));
      assertEquals(111, model.predict(Map.of("a", one, "b", ten, "c", hundred)).getFloat(0, 0));
      ShapeException e =
          assertThrows(ShapeException.class, () -> model.predict(Map.of("a", one, "b", ten)));
      assertEquals("model 'm': the inputs should be [a, b, c], but got [a, b]", e.getMessage());
    }
    KerasTensor x = named("x");
    KerasTensor y = named("y");
    Model inner = three();
    Object arguments = List.of(x, List.of(y, y));
    KerasTensor sum = inner.applyAll(List.of(arguments), Map.of()).get(0);
    try (Model model = new Model(List.of(x, y), sum).on("reference")) {
      assertEquals(21, model.predict(List.of(one, ten)).getFloat(0, 0));
    }
    Object wrong = List.of(x, List.of(y, y, y));
    ShapeException e =
        assertThrows(ShapeException.class, () -> inner.applyAll(List.of(wrong), Map.of()));
    assertTrue(
        e.getMessage().endsWith("the inputs should be 2 in a list, but got 3"), e.getMessage());
  }
}
