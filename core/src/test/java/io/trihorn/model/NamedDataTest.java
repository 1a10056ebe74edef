package io.trihorn.model;

import static io.trihorn.layers.Layers.activityRegularization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.model.FitOptions.epochs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.optimizers.Optimizers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedDataTest {
  private static final float[][] A = {{1, 2}, {3, 4}};
  private static final float[][] B = {{10}, {20}};

  private static KerasTensor input(String name, long... shape) {
    InputLayer layer = new InputLayer(shape);
    layer.setName(name);
    return inputTensor(layer);
  }

  /** Outputs {@code sum(a)} and {@code 2 b}, without training. */
  private static Model model(boolean byName) {
    KerasTensor b = input("b", 1);
    KerasTensor a = input("a", 2);
    KerasTensor sum = dense(1).name("sum").kernelInitializer("ones").useBias(false).apply(a);
    KerasTensor twice = dense(2).name("twice").kernelInitializer("ones").useBias(false).apply(b);
    Map<String, KerasTensor> outputs = new LinkedHashMap<>();
    outputs.put("z", sum);
    outputs.put("y", twice);
    Model model =
        byName
            ? new Model(Map.of("a", a, "b", b), outputs)
            : new Model(List.of(b, a), List.of(sum, twice));
    model.on("reference");
    return model;
  }

  @Test
  void inputsAndOutputsByNameOfLayers() {
    try (Model model = model(false)) {
      assertEquals(List.of("sum", "twice"), model.outputNames());
      Map<String, NDArray> y = model.predictByName(Map.of("a", A, "b", B));
      assertEquals(List.of("sum", "twice"), List.copyOf(y.keySet()));
      assertArrayEquals(new float[] {3, 7}, y.get("sum").toFloatArray());
      assertArrayEquals(new float[] {10, 10, 20, 20}, y.get("twice").toFloatArray());
    }
  }

  @Test
  void inputsAndOutputsByKey() {
    try (Model model = model(true)) {
      assertEquals(List.of("y", "z"), model.outputNames());
      Map<String, NDArray> y = model.predictByName(Map.of("a", A, "b", B));
      assertArrayEquals(new float[] {3, 7}, y.get("z").toFloatArray());
      try (Model read = Model.fromJson(model.toJson()).on("reference")) {
        read.setWeights(model.weightValues());
        assertArrayEquals(
            new float[] {10, 10, 20, 20},
            read.predictByName(Map.of("b", B, "a", A)).get("y").toFloatArray());
      }
      // In the order of the keys, as Keras has it.
      assertEquals(
          2,
          model
              .predictOnBatch(TensorData.of(new float[2], 1, 2), TensorData.of(new float[1], 1, 1))
              .size());
    }
  }

  @Test
  void lossesMetricsWeightsAndTargetsByName() {
    try (Model model = model(true)) {
      model.compile(
          new Compilation("sgd")
              .loss(Map.of("y", "mse", "z", "mae"))
              .lossWeights(Map.of("z", 2.0))
              .metrics(Map.of("z", List.of("mse", "mae"))));
      Map<String, Object> targets =
          Map.of("z", new float[][] {{4}, {4}}, "y", new float[][] {{10, 12}, {20, 20}});
      Map<String, Double> logs = model.evaluate(Map.of("a", A, "b", B), targets);
      assertEquals(Set.of("loss", "y_loss", "z_loss", "z_mse", "z_mae"), logs.keySet());
      assertEquals(1, logs.get("y_loss"), 1e-6); // (2^2) / 4
      assertEquals(2, logs.get("z_loss"), 1e-6); // (1 + 3) / 2
      assertEquals(5, logs.get("z_mse"), 1e-6); // (1 + 9) / 2
      assertEquals(5, logs.get("loss"), 1e-6); // 1 + 2 * 2
      History history =
          model.fit(
              Map.of("a", A, "b", B),
              targets,
              epochs(2).verbose(false).validation(Dataset.of(Map.of("b", B, "a", A), targets)));
      assertEquals(2, history.epochs().size());
    }
  }

  @Test
  void theOnlyLossHasNoLogOfItsOwn() {
    try (Model model = model(false)) {
      model.compile(new Compilation("sgd").loss(Map.of("twice", "mse")));
      Map<String, Double> logs =
          model.evaluate(List.of(B, A), Map.of("sum", new float[2][1], "twice", new float[2][2]));
      assertEquals(Set.of("loss"), logs.keySet());
      assertEquals(250, logs.get("loss"), 1e-4);
    }
  }

  /** All of the loss comes from a layer, so that data need no targets, as in Keras. */
  @Test
  void lossesOfLayersNeedNoTargets() {
    KerasTensor x = input("x", 2);
    KerasTensor y =
        activityRegularization(0, 0.5)
            .apply(dense(1).kernelInitializer("ones").useBias(false).apply(x));
    try (Model model = new Model(x, y).on("reference")) {
      model.compile(new Compilation(Optimizers.sgd(0.1)));
      // Keras's.
      assertEquals(14.5, model.fit(A, epochs(1).verbose(false)).last("loss"), 1e-5);
      assertEquals(3.53, model.fit(A, epochs(1).verbose(false)).last("loss"), 1e-5);
      model.compile("sgd", "mse");
      assertThrows(ShapeException.class, () -> model.fit(A, epochs(1).verbose(false)));
    }
  }

  /** As in Keras, which says 29 too. */
  @Test
  void targetsThatNothingLooksAtMayBeLeftOut() {
    for (boolean byName : new boolean[] {false, true}) {
      try (Model model = model(byName)) {
        String name = byName ? "z" : "sum";
        model.compile(new Compilation("sgd").loss(Map.of(name, "mse")));
        Map<String, Object> data = Map.of("a", A, "b", B);
        assertEquals(29, model.evaluate(data, Map.of(name, new float[2][1])).get("loss"), 1e-5);
        assertThrows(
            ShapeException.class,
            () -> model.evaluate(data, Map.of(byName ? "y" : "twice", new float[2][2])));
      }
    }
  }

  @Test
  void whatIsNotThereIsToldByName() {
    try (Model model = model(false)) {
      ShapeException missing =
          assertThrows(ShapeException.class, () -> model.predictByName(Map.of("a", A, "c", B)));
      assertEquals(
          "model 'functional': the inputs should be [b, a], but got [a, c]", missing.getMessage());
      ModelException loss =
          assertThrows(
              ModelException.class,
              () -> model.compile(new Compilation("sgd").loss(Map.of("total", "mse"))));
      assertEquals(
          "there are losses for an output 'total', but the outputs are [sum, twice]",
          loss.getMessage());
    }
  }

  @Test
  void modelsAreCalledWithMaps() {
    try (Model inner = model(true)) {
      KerasTensor p = input("p", 2);
      KerasTensor q = input("q", 1);
      List<KerasTensor> y = inner.name("inner").applyAll(List.of(Map.of("b", q, "a", p)), Map.of());
      try (Model outer = new Model(List.of(p, q), y).on("reference");
          Model read = Model.fromJson(outer.toJson()).on("reference")) {
        for (Model m : List.of(outer, read)) {
          m.setWeights(inner.weightValues());
          List<TensorData> out =
              m.predictOnBatch(
                  TensorData.of(new float[] {1, 2}, 1, 2), TensorData.of(new float[] {5}, 1, 1));
          assertEquals(TensorData.of(new float[] {5, 5}, 1, 2), out.get(0));
          assertEquals(TensorData.of(new float[] {3}, 1, 1), out.get(1));
        }
      }
    }
  }

  @Test
  void aLastAxisOfOneMayBeMissing() {
    try (Model model = model(false)) {
      float[] column = {10, 20};
      assertArrayEquals(
          new float[] {10, 10, 20, 20},
          model.predictByName(List.of(column, A)).get("twice").toFloatArray());
    }
  }

  @Test
  void aFixedBatchIsNoConditionOfOtherBatches() {
    KerasTensor x = inputTensor(new InputLayer(1).batchSize(2));
    try (Model model = new Model(x, dense(1).kernelInitializer("ones").apply(x)).on("reference")) {
      float[][] rows = {{1}, {2}, {3}};
      assertArrayEquals(new float[] {1, 2, 3}, model.predict(rows).toFloatArray());
      assertEquals(3, model.predictOnBatch(TensorData.of(new float[3], 3, 1)).get(0).size());
    }
  }
}
