package io.trihorn.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each factory makes: Keras 3.15.1's class, its name in logs, and which values are better. */
class MetricNamesTest {
  private static final Set<String> SPARSE =
      Set.of(
          "SparseCategoricalAccuracy",
          "SparseTopKCategoricalAccuracy",
          "SparseCategoricalCrossentropy",
          "IoU",
          "MeanIoU",
          "BinaryIoU");

  private static Arguments up(Metric metric, String className, String name) {
    return Arguments.of(metric, className, name, Direction.UP);
  }

  private static Arguments down(Metric metric, String className, String name) {
    return Arguments.of(metric, className, name, Direction.DOWN);
  }

  private static Arguments unknown(Metric metric, String className, String name) {
    return Arguments.of(metric, className, name, Direction.UNKNOWN);
  }

  static Stream<Arguments> factories() {
    return Stream.of(
        unknown(Metrics.mean(), "Mean", "mean"),
        unknown(Metrics.sum(), "Sum", "sum"),
        unknown(Metrics.truePositives(), "TruePositives", "true_positives"),
        unknown(Metrics.trueNegatives(), "TrueNegatives", "true_negatives"),
        unknown(Metrics.falsePositives(), "FalsePositives", "false_positives"),
        unknown(Metrics.falseNegatives(), "FalseNegatives", "false_negatives"),
        up(Metrics.accuracy(), "Accuracy", "accuracy"),
        up(Metrics.binaryAccuracy(), "BinaryAccuracy", "binary_accuracy"),
        up(Metrics.categoricalAccuracy(), "CategoricalAccuracy", "categorical_accuracy"),
        up(
            Metrics.sparseCategoricalAccuracy(),
            "SparseCategoricalAccuracy",
            "sparse_categorical_accuracy"),
        up(
            Metrics.topKCategoricalAccuracy(2),
            "TopKCategoricalAccuracy",
            "top_k_categorical_accuracy"),
        up(
            Metrics.sparseTopKCategoricalAccuracy(2),
            "SparseTopKCategoricalAccuracy",
            "sparse_top_k_categorical_accuracy"),
        up(Metrics.cosineSimilarity(), "CosineSimilarity", "cosine_similarity"),
        up(Metrics.pearsonCorrelation(), "PearsonCorrelation", "pearson_correlation"),
        up(Metrics.concordanceCorrelation(), "ConcordanceCorrelation", "concordance_correlation"),
        up(Metrics.r2Score(), "R2Score", "r2_score"),
        up(Metrics.precision(), "Precision", "precision"),
        up(Metrics.recall(), "Recall", "recall"),
        up(Metrics.auc(), "AUC", "auc"),
        up(Metrics.fBetaScore(2), "FBetaScore", "fbeta_score"),
        up(Metrics.f1Score(), "F1Score", "f1_score"),
        up(
            Metrics.sensitivityAtSpecificity(0.3),
            "SensitivityAtSpecificity",
            "sensitivity_at_specificity"),
        up(
            Metrics.specificityAtSensitivity(0.3),
            "SpecificityAtSensitivity",
            "specificity_at_sensitivity"),
        up(Metrics.precisionAtRecall(0.3), "PrecisionAtRecall", "precision_at_recall"),
        up(Metrics.recallAtPrecision(0.3), "RecallAtPrecision", "recall_at_precision"),
        up(Metrics.iou(3, List.of(1)), "IoU", "io_u"),
        up(Metrics.meanIou(3), "MeanIoU", "mean_io_u"),
        up(Metrics.binaryIou(), "BinaryIoU", "binary_io_u"),
        up(Metrics.oneHotIou(3, List.of(1)), "OneHotIoU", "one_hot_io_u"),
        up(Metrics.oneHotMeanIou(3), "OneHotMeanIoU", "one_hot_mean_io_u"),
        down(Metrics.rootMeanSquaredError(), "RootMeanSquaredError", "root_mean_squared_error"),
        down(Metrics.meanSquaredError(), "MeanSquaredError", "mean_squared_error"),
        down(Metrics.meanAbsoluteError(), "MeanAbsoluteError", "mean_absolute_error"),
        down(
            Metrics.meanAbsolutePercentageError(),
            "MeanAbsolutePercentageError",
            "mean_absolute_percentage_error"),
        down(
            Metrics.meanSquaredLogarithmicError(),
            "MeanSquaredLogarithmicError",
            "mean_squared_logarithmic_error"),
        down(Metrics.logCoshError(), "LogCoshError", "logcosh"),
        down(Metrics.poisson(), "Poisson", "poisson"),
        down(Metrics.klDivergence(), "KLDivergence", "kl_divergence"),
        down(Metrics.hinge(), "Hinge", "hinge"),
        down(Metrics.squaredHinge(), "SquaredHinge", "squared_hinge"),
        down(Metrics.categoricalHinge(), "CategoricalHinge", "categorical_hinge"),
        down(Metrics.binaryCrossentropy(), "BinaryCrossentropy", "binary_crossentropy"),
        down(
            Metrics.categoricalCrossentropy(),
            "CategoricalCrossentropy",
            "categorical_crossentropy"),
        down(
            Metrics.sparseCategoricalCrossentropy(),
            "SparseCategoricalCrossentropy",
            "sparse_categorical_crossentropy"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("factories")
  void factory(Metric metric, String className, String name, Direction direction) {
    assertEquals(className, metric.className());
    assertEquals(name, metric.name());
    assertEquals(direction, metric.direction());
    assertEquals(SPARSE.contains(className), metric.sparseTargets());
    assertEquals(className, Metrics.get(className).className());
    assertEquals(className, Metrics.get(name).className());
  }

  @Test
  void everyClassHasAFactory() {
    assertEquals(
        Set.copyOf(Metrics.REGISTRY.names()),
        factories().map(row -> (String) row.get()[1]).collect(Collectors.toSet()));
  }

  @Test
  void factoriesGiveTheirAttributes() {
    assertEquals("[1]", Metrics.iou(3, List.of(1)).getConfig().get("target_class_ids").toString());
    assertEquals(3, Metrics.meanIou(3).getConfig().get("num_classes").getAsInt());
    assertEquals(2, Metrics.fBetaScore(2).getConfig().get("beta").getAsDouble());
    assertEquals(0.3, Metrics.recallAtPrecision(0.3).getConfig().get("precision").getAsDouble());
    assertEquals(2, Metrics.topKCategoricalAccuracy(2).getConfig().get("k").getAsInt());
    String weighted = "variance_weighted_average";
    assertEquals(
        weighted,
        Metrics.r2Score()
            .classAggregation(weighted)
            .getConfig()
            .get("class_aggregation")
            .getAsString());
  }

  @ParameterizedTest
  @CsvSource({
    "mse, MeanSquaredError",
    "MSE, MeanSquaredError",
    "mae, MeanAbsoluteError",
    "mape, MeanAbsolutePercentageError",
    "msle, MeanSquaredLogarithmicError",
    "log_cosh, LogCoshError",
    "kld, KLDivergence",
    "bce, BinaryCrossentropy",
    "rmse, RootMeanSquaredError"
  })
  void shortNames(String name, String className) {
    assertEquals(className, Metrics.get(name).className());
  }
}
