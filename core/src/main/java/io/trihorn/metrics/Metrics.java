package io.trihorn.metrics;

import io.trihorn.config.Registry;
import io.trihorn.graph.TensorType;
import java.util.Set;

/** The metrics by Keras's names. */
public final class Metrics {
  /** All of them; classes of your own are added here. */
  public static final Registry<Metric> REGISTRY =
      new Registry<Metric>("metric", "keras.metrics")
          .add("Mean", Mean::new, "mean")
          .add("Accuracy", Accuracies.Accuracy::new)
          .add("BinaryAccuracy", Accuracies.BinaryAccuracy::new, "binary_accuracy")
          .add("CategoricalAccuracy", Accuracies.CategoricalAccuracy::new, "categorical_accuracy")
          .add(
              "SparseCategoricalAccuracy",
              Accuracies.SparseCategoricalAccuracy::new,
              "sparse_categorical_accuracy");

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
}
