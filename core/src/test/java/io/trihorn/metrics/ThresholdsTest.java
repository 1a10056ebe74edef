package io.trihorn.metrics;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.model.Compilation;
import io.trihorn.model.RunOptions;
import io.trihorn.model.Sequential;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies on an edge: Keras 3.15.1's values. */
class ThresholdsTest {
  private static final float[][] TRUTH = {{1}, {1}, {0}, {1}, {0}};
  private static final float[][] PREDICTION = {{.5f}, {.2f}, {.7f}, {.71f}, {.2f}};

  private static Map<String, Double> evaluate(
      float[][] truth, float[][] prediction, String loss, Metric... metrics) {
    try (Sequential model = new Sequential(input(truth[0].length), activation("linear"))) {
      model.on("reference");
      model.compile(new Compilation(sgd(0)).loss(loss).metrics(metrics));
      return model.evaluate(prediction, truth, new RunOptions().verbose(0));
    }
  }

  /** A prediction on the threshold is a no. */
  @ParameterizedTest
  @CsvSource({"0.2, 2, 1, 1, 1", "0.5, 1, 1, 1, 2", "0.7, 1, 0, 2, 2"})
  void counts(double threshold, double tp, double fp, double tn, double fn) {
    Map<String, Double> logs =
        evaluate(
            TRUTH,
            PREDICTION,
            "mse",
            Metrics.truePositives().thresholds(List.of(threshold)),
            Metrics.falsePositives().thresholds(List.of(threshold)),
            Metrics.trueNegatives().thresholds(List.of(threshold)),
            Metrics.falseNegatives().thresholds(List.of(threshold)));
    assertEquals(tp, logs.get("true_positives"));
    assertEquals(fp, logs.get("false_positives"));
    assertEquals(tn, logs.get("true_negatives"));
    assertEquals(fn, logs.get("false_negatives"));
  }

  @Test
  void accuracy() {
    Map<String, Double> logs = evaluate(TRUTH, PREDICTION, "mse", Metrics.binaryAccuracy());
    assertEquals(0.4, logs.get("binary_accuracy"), 1e-6);
  }

  /** Targets of 0 and 1 only are made -1 and 1; others stay. */
  @Test
  void hinge() {
    float[][] prediction = {{.5f, -.25f, 2}};
    double binary = evaluate(new float[][] {{0, 1, 1}}, prediction, "hinge").get("loss");
    double signed = evaluate(new float[][] {{0, 1, -1}}, prediction, "hinge").get("loss");
    assertEquals(0.9166667, binary, 1e-6);
    assertEquals(1.75, signed, 1e-6);
  }
}
