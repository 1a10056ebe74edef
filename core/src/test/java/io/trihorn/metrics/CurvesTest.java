package io.trihorn.metrics;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.model.Compilation;
import io.trihorn.model.RunOptions;
import io.trihorn.model.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Areas, points of curves and shares of variance; predictions lie on thresholds. Keras 3.15.1. */
class CurvesTest {
  private static final float[][] TRUTH = {{1}, {1}, {0}, {1}, {0}, {0}, {1}};
  private static final float[][] PREDICTION = {{.5f}, {.25f}, {.75f}, {1}, {0}, {.3f}, {.9f}};
  private static final float[][] TWO_TRUTHS = {{1, 0}, {0, 1}, {1, 1}, {0, 0}};
  private static final float[][] TWO = {{.9f, .2f}, {.4f, .3f}, {.35f, .8f}, {.1f, .6f}};

  private static void expect(double expected, Metric metric, float[][] truth, float[][] given) {
    try (Sequential model = new Sequential(input(given[0].length), activation("linear"))) {
      model.on("reference");
      model.compile(new Compilation(sgd(0)).loss("mse").metrics(metric.name("m")));
      RunOptions run = new RunOptions().verbose(0);
      assertEquals(expected, model.evaluate(given, truth, run).get("m"), 1e-6);
    }
  }

  private static Auc auc() {
    return Metrics.auc().numThresholds(5);
  }

  @Test
  void oneLabel() {
    expect(0.6666667, auc(), TRUTH, PREDICTION);
    expect(0.8029561, auc().curve("PR"), TRUTH, PREDICTION);
    expect(0.6666667, Metrics.auc().thresholds(List.of(.25, .5, .8)), TRUTH, PREDICTION);
    expect(0.5833333, auc().summationMethod("minoring"), TRUTH, PREDICTION);
    expect(0.75, auc().summationMethod("majoring"), TRUTH, PREDICTION);
    expect(1, Metrics.recallAtPrecision(0.6).numThresholds(5), TRUTH, PREDICTION);
    expect(0.5, Metrics.sensitivityAtSpecificity(0.6).numThresholds(5), TRUTH, PREDICTION);
  }

  @Test
  void twoLabels() {
    List<Double> weights = List.of(1.0, 3.0);
    expect(0.8125, auc().multiLabel(true), TWO_TRUTHS, TWO);
    expect(0.78125, auc().multiLabel(true).labelWeights(weights), TWO_TRUTHS, TWO);
    expect(0.78125, auc().labelWeights(weights), TWO_TRUTHS, TWO);
  }

  @Test
  void shareOfVariance() {
    String weighted = "variance_weighted_average";
    expect(0.1060417, Metrics.r2Score().numRegressors(1), TWO_TRUTHS, TWO);
    expect(-0.3409375, Metrics.r2Score().numRegressors(3), TWO_TRUTHS, TWO);
    expect(0.2337500, Metrics.r2Score().classAggregation(weighted), TWO_TRUTHS, TWO);
  }
}
