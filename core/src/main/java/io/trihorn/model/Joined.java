package io.trihorn.model;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of several batches in one tensor. */
final class Joined {
  private Joined() {}

  /**
   * Joins batches. Sequences that are longer in some batches than in others (the second axis) are
   * filled up with zeros.
   *
   * @param places the place of each row among all, which need not be without gaps; empty if they
   *     are in order
   */
  static TensorData rows(List<TensorData> parts, List<Long> places) {
    boolean alike = parts.stream().map(Joined::row).distinct().count() == 1;
    if (alike && places.isEmpty()) {
      return TensorData.concatenate(parts);
    }
    long[] dims = parts.get(0).type().dims();
    dims[0] = parts.stream().mapToLong(p -> p.type().dim(0)).sum();
    if (!alike) {
      parts.forEach(part -> requireRest(parts.get(0), part));
      dims[1] = parts.stream().mapToLong(part -> part.type().dim(1)).max().orElseThrow();
    }
    int[] order = order(places, (int) dims[0]);
    TensorData whole = TensorData.zeros(parts.get(0).type().withShape(dims));
    int at = 0;
    for (TensorData part : parts) {
      for (int row = 0; row < part.type().dim(0); row++) {
        whole.rows(order[at++], 1).bytes().put(part.rows(row, 1).bytes());
      }
    }
    return whole;
  }

  private static List<Long> row(TensorData part) {
    return IntStream.range(1, part.type().rank()).mapToObj(part.type()::dim).toList();
  }

  private static void requireRest(TensorData first, TensorData part) {
    TensorType type = part.type();
    boolean alike = type.rank() == first.type().rank() && type.rank() > 1;
    for (int i = 2; alike && i < type.rank(); i++) {
      alike = type.dim(i) == first.type().dim(i);
    }
    if (!alike) {
      throw new ShapeException(
          "the predictions of two batches, "
              + first.type()
              + " and "
              + type
              + ", make no one tensor: only their rows and steps, the first two axes, may differ;"
              + " predict batch by batch");
    }
  }

  /** Where each row goes. */
  private static int[] order(List<Long> places, int rows) {
    if (places.isEmpty()) {
      return IntStream.range(0, rows).toArray();
    }
    int[] byPlace =
        IntStream.range(0, rows)
            .boxed()
            .sorted((a, b) -> Long.compare(places.get(a), places.get(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[byPlace[i]] = i;
    }
    return order;
  }
}
