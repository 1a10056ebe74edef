package io.trihorn.model;

import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.Optional;

/** What was meant where a metric cannot work on targets and predictions. */
final class MetricFit {
  private MetricFit() {}

  /** What to do, where the shapes tell it. */
  static Optional<String> hint(TensorType targets, TensorType predictions) {
    int rank = predictions.rank();
    if (rank < 2) {
      return Optional.empty();
    }
    long classes = predictions.dim(rank - 1);
    long[] rows = Arrays.copyOf(predictions.dims(), rank - 1);
    if (classes > 1 && isIndex(targets, rows)) {
      return Optional.of(
          "class indices are for metrics such as 'sparse_categorical_accuracy'; this one needs a"
              + " number for each class, Labels.toCategorical(labels, "
              + classes
              + "), and a loss that takes them");
    }
    if (classes > 1 && Arrays.equals(targets.dims(), predictions.dims())) {
      return Optional.of(
          "numbers for each class are for metrics such as 'categorical_accuracy'; this one needs"
              + " one class index for each prediction, and a loss that takes them");
    }
    return Optional.empty();
  }

  private static boolean isIndex(TensorType targets, long[] rows) {
    long[] got = targets.dims();
    boolean column = got.length == rows.length + 1 && got[rows.length] == 1;
    return Arrays.equals(column ? Arrays.copyOf(got, rows.length) : got, rows);
  }
}
