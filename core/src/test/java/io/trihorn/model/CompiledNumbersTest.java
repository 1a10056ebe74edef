package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Dataset;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The logs of a model of the outputs {@code a = x} and {@code b = 2 x}, worked out by hand. */
class CompiledNumbersTest {
  private static final float[][] X = {{1}, {2}};
  private static final float[][] ZERO = {{0}, {0}};

  private static Model model() {
    KerasTensor x = inputTensor(1);
    KerasTensor a = dense(1).useBias(false).name("a").apply(x);
    KerasTensor b = dense(1).useBias(false).name("b").apply(x);
    Model model = new Model(List.of(x), List.of(a, b)).name("m").on("reference");
    model.setWeights(List.of(new float[][] {{1}}, new float[][] {{2}}));
    return model;
  }

  private static Map<String, Double> logs(Compilation compilation, float[]... weights) {
    try (Model model = model()) {
      model.compile(compilation);
      Dataset data =
          weights.length == 0
              ? Dataset.of(X, List.of(ZERO, ZERO))
              : Dataset.of(X, List.of(ZERO, ZERO), List.of((Object[]) weights));
      return model.testOnBatch(data);
    }
  }

  private static Compilation mse() {
    return new Compilation(sgd(0.1)).loss("mse", "mse");
  }

  @Test
  void losses() {
    assertEquals(Map.of("loss", 12.5, "a_loss", 2.5, "b_loss", 10.0), logs(mse()));
    assertEquals(
        Map.of("loss", 31.25, "a_loss", 2.5, "b_loss", 10.0), logs(mse().lossWeights(0.5, 3)));
    assertEquals(
        Map.of("loss", 12.5, "a_loss", 2.5, "b_loss", 10.0),
        logs(new Compilation(sgd(0.1)).loss("mse")));
    assertEquals(
        Map.of("loss", 20.0), logs(new Compilation(sgd(0.1)).loss(null, "mse").lossWeights(7, 2)));
  }

  @Test
  void metricsOfEachOutput() {
    assertEquals(
        Map.of("loss", 12.5, "a_loss", 2.5, "b_loss", 10.0, "a_mae", 1.5, "b_mse", 10.0),
        logs(mse().metrics("mae").metrics("mse")));
    assertEquals(
        Map.of("loss", 12.5, "a_loss", 2.5, "b_loss", 10.0, "b_mae", 3.0),
        logs(mse().metrics(Map.of("b", "mae"))));
  }

  @Test
  void weightsOfRows() {
    Compilation weighted = mse().metrics("mse").weightedMetrics("mse").weightedMetrics("mae");
    assertEquals(
        Map.of(
            "loss",
            (3 * 1 + 4) / 2.0 + (4 + 5 * 16) / 2.0,
            "a_loss",
            3.5,
            "b_loss",
            42.0,
            "a_mse",
            2.5,
            "a_weighted_mse",
            7.0 / 4,
            "b_mae",
            (2 + 5 * 4) / 6.0),
        round(logs(weighted, new float[] {3, 1}, new float[] {1, 5})));
  }

  private static Map<String, Double> round(Map<String, Double> logs) {
    logs.replaceAll((name, value) -> Math.abs(value - 22 / 6.0) < 1e-6 ? 22 / 6.0 : value);
    return logs;
  }

  @Test
  void aLossWithoutReductionIsLoggedByItsMeanAndDifferentiatedByItsSum() {
    Compilation none =
        new Compilation(sgd(0.1))
            .loss(Losses.get("mse", Map.of("reduction", "none")), null)
            .lossWeights(2, 1);
    try (Model model = model()) {
      model.compile(none);
      assertEquals(Map.of("loss", 5.0), model.testOnBatch(X, List.of(ZERO, ZERO)));
      model.trainOnBatch(X, List.of(ZERO, ZERO));
      // Of twice (w^2 + (2 w)^2) the slope is 20 w.
      assertEquals(1 - 0.1 * 20, model.weightValues().get(0).getDouble(0), 1e-5);
      assertEquals(2, model.weightValues().get(1).getDouble(0));
    }
  }

  @Test
  void nothingToMinimizeIsRefused() {
    try (Model model = new Sequential(input(1), dense(1)).on("reference")) {
      model.compile(new Compilation("sgd"));
      ModelException e =
          assertThrows(ModelException.class, () -> model.trainOnBatch(Dataset.of(X)));
      assertEquals(
          "the model has no loss: give one to compile, or add one in a layer by addLoss",
          e.getMessage());
    }
  }

  private static String refusal(Compilation compilation) {
    return assertThrows(ModelException.class, () -> compilation.settle(List.of("a", "b")))
        .getMessage();
  }

  @Test
  void asManyAsThereAreOutputs() {
    String end = " for 2 outputs, [a, b]; give one for each, or a map by their names";
    assertEquals(
        "compile got 3 losses" + end, refusal(new Compilation("sgd").loss("mse", "mse", "mse")));
    assertEquals("compile got 1 loss weights" + end, refusal(mse().lossWeights(1)));
    assertEquals(
        "compile got 3 lists of metrics" + end,
        refusal(mse().metrics("mse").metrics("mse").metrics("mse")));
    assertEquals(
        "compile got 3 lists of metrics" + end,
        refusal(mse().weightedMetrics("mse").weightedMetrics("mse").weightedMetrics("mse")));
    assertEquals(
        "there are losses for an output 'c', but the outputs are [a, b]",
        refusal(new Compilation("sgd").loss(Map.of("c", "mse"))));
    mse().metrics("mse").metrics("mse").settle(List.of("a", "b"));
  }

  @Test
  void byTheNamesOfOutputs() {
    Compilation made =
        new Compilation("sgd")
            .loss(Map.of("b", Losses.get("mae")))
            .lossWeights(Map.of("b", 4))
            .metrics(Map.of("a", List.of("mse", Metrics.get("mae"))))
            .weightedMetrics(Map.of("b", Metrics.get("mse")));
    made.settle(List.of("a", "b"));
    assertNull(made.loss(0, 2));
    assertEquals("mean_absolute_error", made.loss(1, 2).name());
    assertEquals(1, made.lossWeight(0));
    assertEquals(4, made.lossWeight(1));
    assertEquals(2, made.metrics(0).size());
    assertNull(made.metrics(0).get(0).metric());
    assertEquals("mean_absolute_error", made.metrics(0).get(1).name());
    assertEquals(List.of(), made.metrics(1));
    assertEquals(List.of(), made.weightedMetrics(0));
    assertEquals("mean_squared_error", made.weightedMetrics(1).get(0).name());
    // Settled once: a second time adds nothing.
    made.settle(List.of("a", "b"));
    assertEquals(2, made.metrics().size());
  }

  @Test
  void namesAreLookedAtWhenCompiling() {
    try (Model model = model()) {
      assertThrows(
          UnknownNameException.class, () -> model.compile(mse().metrics("no such metric")));
      model.compile(mse().metrics("accuracy", "acc"));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> mse().stepsPerExecution(0));
    assertEquals("stepsPerExecution should be 1 or more, but is 0", e.getMessage());
    assertEquals(1, mse().stepsPerExecution(1).stepsPerExecution());
    assertEquals(1, mse().stepsPerExecution());
  }
}
