package io.trihorn.ops;

import io.trihorn.graph.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Axis arguments: negative ones count from the end, none means all. */
public final class Axes {
  private Axes() {}

  /**
   * The axis, counted from the start.
   *
   * @throws ShapeException if there is none; the message begins with the function's name
   */
  public static int normalize(String function, int axis, int rank) {
    int positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw new ShapeException(
          function + ": there is no axis " + axis + " in a tensor of rank " + rank);
    }
    return positive;
  }

  /** Sorted, distinct, non-negative axes; all axes where none are given. */
  public static List<Integer> of(String function, int rank, int... axes) {
    if (axes.length == 0) {
      return IntStream.range(0, rank).boxed().toList();
    }
    return Arrays.stream(axes)
        .map(axis -> normalize(function, axis, rank))
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  /** {@link #of} as an array. */
  public static int[] array(String function, int rank, int... axes) {
    return of(function, rank, axes).stream().mapToInt(i -> i).toArray();
  }
}
