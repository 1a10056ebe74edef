package io.trihorn.plots;

import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.util.Arrays;

/**
 * How often each class was taken for each.
 *
 * @param counts by the true class, then by the predicted one
 */
public record ConfusionMatrix(long[][] counts) {
  /** Copies the counts. */
  public ConfusionMatrix {
    counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  /**
   * That of predictions.
   *
   * @param yTrue the numbers of the classes, in any form that {@link HostValues#of} takes
   * @param yPred as many
   * @param classes how many classes there are
   * @throws IllegalArgumentException if there are not as many, or a class is out of range
   */
  public static ConfusionMatrix of(Object yTrue, Object yPred, int classes) {
    TensorData truth = HostValues.of(yTrue);
    TensorData predicted = HostValues.of(yPred);
    if (truth.size() != predicted.size()) {
      throw new IllegalArgumentException(
          "a confusion matrix needs as many predictions as labels, but got %s and %s"
              .formatted(truth.type(), predicted.type()));
    }
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < truth.size(); i++) {
      counts[known(i, truth, classes)][known(i, predicted, classes)]++;
    }
    return new ConfusionMatrix(counts);
  }

  private static int known(int row, TensorData data, int classes) {
    double label = data.getDouble(row);
    if (label != Math.rint(label) || label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "a confusion matrix of %d classes needs their numbers, 0 to %d, but row %d has %s"
              .formatted(classes, classes - 1, row, label));
    }
    return (int) label;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ConfusionMatrix other && Arrays.deepEquals(counts, other.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(counts);
  }
}
