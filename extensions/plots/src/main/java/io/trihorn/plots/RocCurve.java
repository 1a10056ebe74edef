package io.trihorn.plots;

import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many of the positives and how many of the negatives are above each threshold: one point for
 * each score that occurs, the largest first, after (0, 0).
 *
 * @param falsePositives the part of the negatives, rising from 0 to 1
 * @param truePositives the part of the positives, rising from 0 to 1
 */
public record RocCurve(List<Double> falsePositives, List<Double> truePositives) {
  /** Copies the lists. */
  public RocCurve {
    falsePositives = List.copyOf(falsePositives);
    truePositives = List.copyOf(truePositives);
  }

  /**
   * The curve of scores.
   *
   * @param yTrue 1 for positives, 0 for negatives, in any form that {@link HostValues#of} takes
   * @param scores as many, larger where a positive is likelier
   * @throws IllegalArgumentException if there are not as many scores as labels, a label is
   *     something else or a score no number, or if there are no positives or no negatives
   */
  public static RocCurve of(Object yTrue, Object scores) {
    TensorData labels = HostValues.of(yTrue);
    TensorData score = HostValues.of(scores);
    if (labels.size() != score.size()) {
      throw new IllegalArgumentException(
          "a ROC curve needs a score for each label, but got %s and %s"
              .formatted(labels.type(), score.type()));
    }
    List<Integer> order =
        IntStream.range(0, Math.toIntExact(score.size()))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> score.getDouble(i)).reversed())
            .toList();
    List<Double> falses = new ArrayList<>(List.of(0.0));
    List<Double> trues = new ArrayList<>(List.of(0.0));
    double positives = 0;
    double negatives = 0;
    for (int k = 0; k < order.size(); k++) {
      int i = order.get(k);
      check(i, labels.getDouble(i), score.getDouble(i));
      positives += labels.getDouble(i);
      negatives += 1 - labels.getDouble(i);
      if (k + 1 == order.size() || score.getDouble(i) != score.getDouble(order.get(k + 1))) {
        falses.add(negatives);
        trues.add(positives);
      }
    }
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          "a ROC curve needs positives and negatives, but got %d and %d"
              .formatted((long) positives, (long) negatives));
    }
    double allNegatives = negatives;
    double allPositives = positives;
    falses.replaceAll(count -> count / allNegatives);
    trues.replaceAll(count -> count / allPositives);
    return new RocCurve(falses, trues);
  }

  private static void check(int row, double label, double score) {
    if (label != 0 && label != 1 || Double.isNaN(score)) {
      throw new IllegalArgumentException(
          "a ROC curve needs labels 0 and 1 and scores that are numbers, but row %d has %s and %s"
              .formatted(row, label, score));
    }
  }

  /** The area under the curve: 1 where all positives are above all negatives. */
  public double area() {
    double area = 0;
    for (int i = 1; i < falsePositives.size(); i++) {
      double width = falsePositives.get(i) - falsePositives.get(i - 1);
      area += width * (truePositives.get(i) + truePositives.get(i - 1)) / 2;
    }
    return area;
  }
}
