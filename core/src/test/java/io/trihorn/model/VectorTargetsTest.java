package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.identity;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metric;
import io.trihorn.metrics.Metrics;
import io.trihorn.optimizers.Optimizers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Targets {@code (batch)} for outputs {@code (batch, 1)}, in batches of 3 and 2: each row counts
 * once. Values are those of Keras 3.15's metrics and losses.
 */
class VectorTargetsTest {
  private static final float[][] PREDICTIONS = {{.9f}, {.6f}, {.4f}, {.8f}, {.3f}};
  private static final float[] TARGETS = {1, 0, 1, 1, 0};
  private static final float[] WEIGHTS = {1, 2, .5f, 1, 3};

  private static Map<String, Double> evaluate(String loss, Metric metric, boolean weighted) {
    try (Sequential model = new Sequential(input(1), identity())) {
      model.on("reference");
      Compilation compilation = new Compilation("sgd").loss(Losses.get(loss));
      model.compile(
          weighted
              ? compilation.weightedMetrics(Map.of("identity", metric))
              : compilation.metrics(metric));
      Dataset data =
          weighted ? Dataset.of(PREDICTIONS, TARGETS, WEIGHTS) : Dataset.of(PREDICTIONS, TARGETS);
      return model.evaluate(data.batch(3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BinaryAccuracy, 0.6, 0.6666667",
    "MeanAbsoluteError, 0.36, 0.36",
    "MeanSquaredError, 0.172, 0.1626667",
    "RootMeanSquaredError, 0.4147288, 0.4033196",
    "LogCoshError, 0.0818942, 0.0777627",
    "Precision, 0.6666667, 0.5",
    "R2Score, 0.2833333, 0.2679999"
  })
  void metricsCountEachRowOnce(String name, double plain, double weighted) {
    Metric metric = Metrics.get(name);
    assertEquals(plain, evaluate("mse", metric, false).get(metric.name()), 1e-6);
    Metric again = Metrics.get(name);
    assertEquals(weighted, evaluate("mse", again, true).get(again.name()), 1e-6);
  }

  @ParameterizedTest
  @CsvSource({
    "mse, 0.172, 0.244",
    "mae, 0.36, 0.54",
    "huber, 0.086, 0.122",
    "binary_crossentropy, 0.5035521, 0.7378512"
  })
  void lossesWeighEachRow(String name, double plain, double weighted) {
    // Keras averages the losses of batches by their rows.
    assertEquals(plain, evaluate(name, Metrics.get("mae"), false).get("loss"), 1e-6);
    assertEquals(weighted, evaluate(name, Metrics.get("mae"), true).get("loss"), 1e-6);
  }

  @Test
  void aSequentialWithoutInputIsWiredByTheFirstBatch() {
    try (Sequential model = new Sequential(dense(4, "relu"), dense(1))) {
      model.on("reference");
      model.compile(Optimizers.get("sgd"), "mse", "mae");
      model.fit(PREDICTIONS, TARGETS, FitOptions.epochs(1).verbose(false));
      assertEquals(List.of(4L, 1L), weightRows(model));
    }
  }

  private static List<Long> weightRows(Model model) {
    return model.trainableWeights().stream()
        .filter(w -> w.type().rank() == 1)
        .map(w -> w.type().dim(0))
        .toList();
  }
}
