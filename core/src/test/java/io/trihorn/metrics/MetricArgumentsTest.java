package io.trihorn.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attributes metrics refuse, how they say it, and which accuracy fits an output. */
class MetricArgumentsTest {
  private static String refused(String name, Map<String, ?> attributes) {
    return assertThrows(ConfigException.class, () -> Metrics.get(name, attributes)).getMessage();
  }

  private static TensorType type(String dims) {
    long[] extents =
        dims.isEmpty()
            ? new long[0]
            : Arrays.stream(dims.split("x")).mapToLong(Long::parseLong).toArray();
    return TensorType.of(DataType.FLOAT32, extents);
  }

  /** As in Keras, by the last axes of predictions and targets. */
  @ParameterizedTest
  @CsvSource({
    "8, 8x1, BinaryAccuracy",
    "8x1, 8x1, BinaryAccuracy",
    "'', '', BinaryAccuracy",
    "8, 8x3, SparseCategoricalAccuracy",
    "8x1, 8x3, SparseCategoricalAccuracy",
    "'', 3, SparseCategoricalAccuracy",
    "8x4x1, 8x4x3, SparseCategoricalAccuracy",
    "8x3, 8x3, CategoricalAccuracy",
    "3, 3, CategoricalAccuracy"
  })
  void accuracyThatFits(String targets, String predictions, String expected) {
    Metric metric = Metrics.forOutput("acc", type(targets), type(predictions));
    assertEquals(expected, metric.className());
    assertEquals("acc", metric.name());
  }

  @Test
  void otherNamesAreThemselves() {
    Metric metric = Metrics.forOutput("mse", type("8"), type("8x1"));
    assertEquals("MeanSquaredError", metric.className());
    assertEquals("mse", metric.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SensitivityAtSpecificity:specificity",
        "SpecificityAtSensitivity:sensitivity",
        "PrecisionAtRecall:recall",
        "RecallAtPrecision:precision"
      })
  void bestUnderAShare(String names) {
    String name = names.substring(0, names.indexOf(':'));
    String key = names.substring(names.indexOf(':') + 1);
    for (double value : new double[] {-0.01, 1.01}) {
      assertEquals(
          "%s: %s should be from 0 to 1 and num_thresholds above 0, but they are %s and 200"
              .formatted(name, key, value),
          refused(name, Map.of(key, value)));
    }
    assertTrue(refused(name, Map.of("num_thresholds", 0)).endsWith("they are 0.5 and 0"));
    for (double value : new double[] {0, 1}) {
      Map<String, Object> edge = Map.of(key, value, "num_thresholds", 1);
      assertEquals(value, Metrics.get(name, edge).getConfig().get(key).getAsDouble());
    }
  }

  @Test
  void thresholds() {
    for (double value : new double[] {-0.01, 1.01}) {
      PrecisionRecall metric = Metrics.precision().thresholds(Arrays.asList(0.5, value));
      assertEquals(
          "Precision: thresholds should be from 0 to 1, but are [0.5, " + value + "]",
          assertThrows(ConfigException.class, () -> metric.build(type("4"), type("4")))
              .getMessage());
    }
    ConditionCount none = Metrics.truePositives().thresholds(List.of());
    assertThrows(ConfigException.class, () -> none.build(type("4"), type("4")));
    PrecisionRecall edges = Metrics.recall().thresholds(List.of(0.0, 1.0));
    edges.build(type("4"), type("4"));
    assertEquals(type("2"), edges.variables().get(0).type());
    edges.build(type("4"), type("4"));
    assertEquals(2, edges.variables().size());
  }

  @Test
  void choices() {
    assertEquals(
        "AUC: curve should be one of [ROC, PR, PRGAIN], but is roc",
        refused("AUC", Map.of("curve", "roc")));
    assertEquals(
        "AUC: summation_method should be one of [interpolation, minoring, majoring], but is simpson",
        refused("AUC", Map.of("summation_method", "simpson")));
    assertEquals(
        "F1Score: average should be micro, macro, weighted or null, but is mean",
        refused("F1Score", Map.of("average", "mean")));
    assertEquals(
        "IoU: target_class_ids [0, 3] are not all below 3",
        refused("IoU", Map.of("num_classes", 3, "target_class_ids", List.of(0, 3))));
    assertTrue(
        refused("OneHotIoU", Map.of("num_classes", 3, "target_class_ids", List.of(-1)))
            .contains("[-1]"));
    ConfigException thrown =
        assertThrows(ConfigException.class, () -> Metrics.hinge().fromLogits(true));
    assertTrue(thrown.getMessage().startsWith("Hinge has no attribute 'from_logits'; it has"));
    assertThrows(ConfigException.class, () -> Metrics.f1Score().beta(2));
  }

  /** Keras writes how many thresholds there are with its own two at the ends. */
  @Test
  void countsItsThresholds() {
    Auc auc = Metrics.auc().thresholds(List.of(0.2, 0.4, 0.9));
    assertEquals(5, auc.getConfig().get("num_thresholds").getAsInt());
  }

  @Test
  void labelsHaveCountsOfTheirOwn() {
    Auc auc = Metrics.auc().numThresholds(7).multiLabel(true);
    auc.build(type("4x3"), type("4x3"));
    assertEquals(type("7x3"), auc.variables().get(0).type());
  }

  @Test
  void stateIsThereBeforeTheFirstBatch() {
    Mean mean = Metrics.mean();
    mean.build(null, type("4"));
    assertEquals(2, mean.variables().size());
    mean.build(null, type("4"));
    assertEquals(2, mean.variables().size());
  }
}
