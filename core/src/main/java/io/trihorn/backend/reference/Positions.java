package io.trihorn.backend.reference;

import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Positions of elements in dense row-major arrays. */
final class Positions {
  private Positions() {}

  static int size(long[] dims) {
    long size = 1;
    for (long d : dims) {
      size *= d;
    }
    return Math.toIntExact(size);
  }

  /** The distance between neighbours along each axis. */
  static int[] strides(long[] dims) {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= (int) Math.max(dims[i], 1);
    }
    return strides;
  }

  /** The strides with which an array is read as a larger one: 0 where it repeats. */
  static int[] broadcastStrides(long[] from, long[] to) {
    int[] own = strides(from);
    int[] strides = new int[to.length];
    int added = to.length - from.length;
    for (int i = 0; i < from.length; i++) {
      strides[added + i] = from[i] == 1 ? 0 : own[i];
    }
    return strides;
  }

  /**
   * For each element of an array with these extents, in row-major order, its position in an array
   * that is walked with these strides from a base.
   */
  static int[] of(long[] dims, int[] strides, int base) {
    int[] positions = new int[size(dims)];
    if (dims.length == 0) {
      positions[0] = base;
    }
    if (dims.length == 0 || positions.length == 0) {
      return positions;
    }
    int last = dims.length - 1;
    int[] index = new int[dims.length];
    int row = base;
    int next = 0;
    while (true) {
      for (int i = 0; i < dims[last]; i++) {
        positions[next++] = row + i * strides[last];
      }
      if (next == positions.length) {
        return positions;
      }
      int axis = last - 1;
      while (index[axis] + 1 == dims[axis]) {
        row -= index[axis] * strides[axis];
        index[axis--] = 0;
      }
      index[axis]++;
      row += strides[axis];
    }
  }

  /** The positions of a row-major array's elements with its axes in another order. */
  static int[] permuted(long[] dims, List<Integer> order) {
    int[] own = strides(dims);
    return of(
        order.stream().mapToLong(axis -> dims[axis]).toArray(),
        order.stream().mapToInt(axis -> own[axis]).toArray(),
        0);
  }

  /** The positions of the elements that belong to one result, for each result. */
  static int[][] lines(TensorType type, List<Integer> axes) {
    List<Integer> others =
        IntStream.range(0, type.rank()).filter(i -> !axes.contains(i)).boxed().toList();
    int[] positions = permuted(type.dims(), Stream.of(others, axes).flatMap(List::stream).toList());
    int length = (int) axes.stream().mapToLong(type::dim).reduce(1, (a, b) -> a * b);
    long count = others.stream().mapToLong(type::dim).reduce(1, (a, b) -> a * b);
    return IntStream.range(0, (int) count)
        .mapToObj(i -> Arrays.copyOfRange(positions, i * length, (i + 1) * length))
        .toArray(int[][]::new);
  }
}
