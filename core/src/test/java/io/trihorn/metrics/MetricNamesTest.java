package io.trihorn.metrics;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** What a factory made, and what it should have made. */
  private record Row(Metric metric, String className, String name, Direction direction) {}

  private static Row up(Metric metric, String className, String name) {
    return new Row(metric, className, name, Direction.UP);
  }

  private static Row down(Metric metric, String className, String name) {
    return new Row(metric, className, name, Direction.DOWN);
  }

  private static Row unknown(Metric metric, String className, String name) {
    return new Row(metric, className, name, Direction.UNKNOWN);
  }

  private static Stream<Row> factories() {
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

  @Test
  void eachFactory() {
    assertAll(factories().map(row -> () -> check(row)));
  }

  private static void check(Row row) {
    assertEquals(row.className(), row.metric().className());
    assertEquals(row.name(), row.metric().name());
    assertEquals(row.direction(), row.metric().direction());
    assertEquals(SPARSE.contains(row.className()), row.metric().sparseTargets());
    assertEquals(row.className(), Metrics.get(row.className()).className());
    assertEquals(row.className(), Metrics.get(row.name()).className());
  }

  @Test
  void everyClassHasAFactory() {
    assertEquals(
        Set.copyOf(Metrics.REGISTRY.names()),
        factories().map(Row::className).collect(Collectors.toSet()));
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
