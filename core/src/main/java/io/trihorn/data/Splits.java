package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.random.MersenneTwister;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Two parts of a dataset, {@code keras.utils.split_dataset}.
 *
 * @param left the first rows
 * @param right the last rows
 */
public record Splits(Dataset left, Dataset right) {
  /**
   * The first rows and the rest.
   *
   * @param leftSize how many rows go left: a whole number of them, or a part between 0 and 1,
   *     rounded
   */
  public static Splits splitDataset(Dataset dataset, Number leftSize) {
    return splitDataset(dataset, leftSize, null, null);
  }

  /**
   * The first rows and the last; those in the middle, if any, are left out.
   *
   * @param dataset is read into memory
   * @param leftSize how many rows go left: an Integer or Long counts them, a Double is a part
   *     between 0 and 1, rounded; null for all that do not go right
   * @param rightSize the same for the right side; null for all that do not go left
   * @param seed puts the rows in the order of Python's {@code random.shuffle} first; null leaves
   *     them as they are
   * @throws IllegalArgumentException if a side gets no row, or both together more than there are
   */
  public static Splits splitDataset(Dataset dataset, Number leftSize, Number rightSize, Long seed) {
    if (leftSize == null && rightSize == null) {
      throw new IllegalArgumentException("splitDataset: give the size of one part or of both");
    }
    Batch all = dataset.toBatch();
    int total = all.rows();
    int left = leftSize == null ? -1 : count("left", leftSize, total);
    int right = rightSize == null ? total - left : count("right", rightSize, total);
    left = left < 0 ? total - right : left;
    if (left + right > total || left == 0 || right == 0) {
      throw new IllegalArgumentException(
          "splitDataset: expected parts of 1 or more that are %d together at most, but got %d and %d"
              .formatted(total, left, right));
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, total).boxed().toList());
    if (seed != null) {
      MersenneTwister.python(seed).shuffleAsPython(order);
    }
    return new Splits(
        part(dataset, all, order.subList(0, left)),
        part(dataset, all, order.subList(total - right, total)));
  }

  private static int count(String side, Number size, int total) {
    boolean part = size instanceof Double || size instanceof Float;
    double value = size.doubleValue();
    if (value <= 0 || value >= (part ? 1 : total)) {
      throw new IllegalArgumentException(
          "splitDataset: %s: expected a number of rows from 1 to %d, or a part between 0 and 1, but got %s"
              .formatted(side, total - 1, size));
    }
    return part ? (int) Math.rint(value * total) : size.intValue();
  }

  private static Dataset part(Dataset like, Batch all, List<Integer> rows) {
    int[] order = rows.stream().mapToInt(i -> i).toArray();
    Function<List<TensorData>, List<TensorData>> taken =
        tensors -> tensors.stream().map(t -> Column.taken(t, order)).toList();
    Batch batch =
        new Batch(
            taken.apply(all.inputs()), taken.apply(all.targets()), taken.apply(all.weights()));
    return like.withRows(batch);
  }
}
