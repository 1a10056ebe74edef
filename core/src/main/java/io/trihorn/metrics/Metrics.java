package io.trihorn.metrics;

import io.trihorn.config.Registry;
import io.trihorn.graph.TensorType;
import java.util.Map;
import java.util.Set;

/** The metrics by Keras's names: of classes, their names in logs, and short ones. */
public final class Metrics extends MetricFactories {
  /** All of them; classes of your own are added here. */
  public static final Registry<Metric> REGISTRY =
      new Registry<Metric>("metric", "keras.metrics")
          .add("Mean", Mean::new, "mean")
          .add("Sum", Sum::new, "sum")
          .add("Accuracy", Accuracies.Accuracy::new)
          .add("BinaryAccuracy", Accuracies.BinaryAccuracy::new)
          .add("CategoricalAccuracy", Accuracies.CategoricalAccuracy::new)
          .add("SparseCategoricalAccuracy", Accuracies.SparseCategoricalAccuracy::new)
          .add("TopKCategoricalAccuracy", () -> new TopKAccuracy(false))
          .add("SparseTopKCategoricalAccuracy", () -> new TopKAccuracy(true))
          .add("RootMeanSquaredError", RootMeanSquaredError::new, "rmse", "RMSE")
          .add("CosineSimilarity", () -> new AlongAxis(AlongAxis.Kind.COSINE))
          .add("PearsonCorrelation", () -> new AlongAxis(AlongAxis.Kind.PEARSON))
          .add("ConcordanceCorrelation", () -> new AlongAxis(AlongAxis.Kind.CONCORDANCE))
          .add("R2Score", R2Score::new)
          .add("Precision", () -> new PrecisionRecall(Cell.FALSE_POSITIVES))
          .add("Recall", () -> new PrecisionRecall(Cell.FALSE_NEGATIVES))
          .add("AUC", Auc::new)
          .add("FBetaScore", () -> new FBetaScore(true))
          .add("F1Score", () -> new FBetaScore(false));

  static {
    for (Cell cell : Cell.values()) {
      REGISTRY.add(cell.className(), () -> new ConditionCount(cell));
    }
    for (BestUnder.Kind kind : BestUnder.Kind.values()) {
      REGISTRY.add(kind.className(), () -> new BestUnder(kind));
    }
    for (IntersectionOverUnion.Kind kind : IntersectionOverUnion.Kind.values()) {
      REGISTRY.add(kind.className(), () -> new IntersectionOverUnion(kind));
    }
    for (LossMean.Kind kind : LossMean.Kind.values()) {
      REGISTRY.add(kind.className(), () -> new LossMean(kind), kind.aliases());
    }
    for (String className : REGISTRY.names()) {
      REGISTRY.addAlias(className, REGISTRY.create(className).name());
    }
  }

  private static final Set<String> ACCURACY = Set.of("accuracy", "acc");

  private Metrics() {}

  /** The metric of Keras's name, with default attributes. */
  public static Metric get(String name) {
    return REGISTRY.create(name);
  }

  /** Whether a name stands for the accuracy that fits the output. */
  public static boolean isAccuracy(String name) {
    return ACCURACY.contains(name);
  }

  /**
   * The metric of a name in {@code compile}: {@code accuracy} becomes the accuracy that fits the
   * types of targets and predictions, under the name given.
   */
  public static Metric forOutput(String name, TensorType yTrue, TensorType yPred) {
    if (!isAccuracy(name)) {
      return get(name).name(name);
    }
    boolean binary = yPred.rank() == 0 || yPred.dim(-1) == 1;
    boolean sparse = yTrue.rank() < yPred.rank() || (yTrue.rank() > 0 && yTrue.dim(-1) == 1);
    String kind =
        binary ? "BinaryAccuracy" : sparse ? "SparseCategoricalAccuracy" : "CategoricalAccuracy";
    return get(kind).name(name);
  }

  /** The one of Keras's name, with attributes by Keras's names. */
  public static Metric get(String name, Map<String, ?> attributes) {
    return REGISTRY.create(name, attributes);
  }
}
