package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Joining;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Statistics;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The functions that move and repeat elements. Those that only name elements anew share them with
 * this array.
 */
abstract class ShapingArray extends OrderingArray {
  ShapingArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /** The axes in opposite order. */
  @Override
  public NDArray transpose() {
    int rank = getShape().dimension();
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> rank - 1 - i);
    return transpose(axes);
  }

  @Override
  public NDArray transpose(int... axes) {
    int rank = getShape().dimension();
    int[] positive = Arrays.stream(axes).map(a -> a < 0 ? a + rank : a).toArray();
    boolean all = Arrays.stream(positive).sorted().boxed().toList().equals(axesUpTo(rank));
    if (!all) {
      throw new ShapeException(
          "transpose: expected each axis of "
              + getShape()
              + " once, but got "
              + Arrays.toString(axes));
    }
    return seenAs(view().transpose(positive));
  }

  private static List<Integer> axesUpTo(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  @Override
  public NDArray flip(int... axes) {
    return apply("flip", x -> Promotion.alongAxis(x, y -> Shapes.flip(y, axes)), axes);
  }

  @Override
  public NDArray broadcast(Shape shape) {
    return seenAs(view().broadcast(shape));
  }

  /** Parts of one length along an axis, and what is left over as another. */
  @Override
  public NDList split(long sections, int axis) {
    long size = size(axis < 0 ? axis + getShape().dimension() : axis);
    if (sections < 1 || sections > size) {
      throw new IllegalArgumentException(
          "split: cannot cut axis " + axis + " of " + getShape() + " into " + sections + " parts");
    }
    long length = size / sections;
    int cuts = Math.toIntExact((size + length - 1) / length) - 1;
    return split(LongStream.rangeClosed(1, cuts).map(i -> i * length).toArray(), axis);
  }

  /** The parts before, between and after positions along an axis. */
  @Override
  public NDList split(long[] indices, int axis) {
    int rank = getShape().dimension();
    int at = axis < 0 ? axis + rank : axis;
    long[] dims = getShape().getShape();
    long[] steps = new long[rank];
    Arrays.fill(steps, 1);
    NDList parts = new NDList();
    for (int i = 0; i <= indices.length; i++) {
      long[] starts = new long[rank];
      long[] extents = dims.clone();
      starts[at] = i == 0 ? 0 : indices[i - 1];
      extents[at] = (i == indices.length ? dims[at] : indices[i]) - starts[at];
      if (extents[at] < 0 || starts[at] < 0 || starts[at] + extents[at] > dims[at]) {
        throw new ShapeException(
            "split: axis "
                + axis
                + " of "
                + getShape()
                + " cannot be cut at "
                + Arrays.toString(indices));
      }
      parts.add(seenAs(view().box(starts, extents, steps)));
    }
    return parts;
  }

  /** This array laid side by side along every axis. */
  @Override
  public NDArray tile(long repeats) {
    long[] times = new long[Math.max(1, getShape().dimension())];
    Arrays.fill(times, repeats);
    return tile(times);
  }

  @Override
  public NDArray tile(int axis, long repeats) {
    long[] times = new long[getShape().dimension()];
    Arrays.fill(times, 1);
    times[axis < 0 ? axis + times.length : axis] = repeats;
    return tile(times);
  }

  /** This array laid side by side; the last counts are its axes', those before make new ones. */
  @Override
  public NDArray tile(long[] repeats) {
    if (repeats.length < getShape().dimension()) {
      throw new IllegalArgumentException(
          "tile: expected a count for each axis of "
              + getShape()
              + ", but got "
              + Arrays.toString(repeats));
    }
    int rank = Math.max(repeats.length, getShape().dimension());
    long[] dims = padded(getShape().getShape(), rank);
    long[] times = padded(repeats, rank);
    return apply("tile", x -> Shapes.tile(Shapes.reshape(x, dims), times), repeats);
  }

  private static long[] padded(long[] values, int rank) {
    long[] all = new long[rank];
    Arrays.fill(all, 1);
    System.arraycopy(values, 0, all, rank - values.length, values.length);
    return all;
  }

  @Override
  public NDArray tile(Shape desired) {
    return tile(timesToFit(desired));
  }

  private long[] timesToFit(Shape desired) {
    int rank = Math.max(desired.dimension(), getShape().dimension());
    long[] dims = padded(getShape().getShape(), rank);
    long[] wanted = padded(desired.getShape(), rank);
    long[] times = new long[rank];
    for (int i = 0; i < rank; i++) {
      if (dims[i] == 0 || wanted[i] % dims[i] != 0) {
        throw new IllegalArgumentException(
            "cannot repeat " + getShape() + " a whole number of times to get " + desired);
      }
      times[i] = wanted[i] / dims[i];
    }
    return times;
  }

  /** Each element several times, along every axis. */
  @Override
  public NDArray repeat(long repeats) {
    long[] times = new long[Math.max(1, getShape().dimension())];
    Arrays.fill(times, repeats);
    return repeat(times);
  }

  @Override
  public NDArray repeat(int axis, long repeats) {
    return apply("repeat", x -> Shapes.repeat(x, Math.toIntExact(repeats), axis), axis, repeats);
  }

  /** Each element several times; counts stand for the first axes. */
  @Override
  public NDArray repeat(long[] repeats) {
    if (repeats.length > getShape().dimension()) {
      throw new IllegalArgumentException(
          "repeat: expected up to one count for each axis of "
              + getShape()
              + ", but got "
              + Arrays.toString(repeats));
    }
    return apply("repeat", x -> repeated(x, repeats), repeats);
  }

  private static Tensor repeated(Tensor x, long... times) {
    Tensor wide = x;
    for (int axis = 0; axis < times.length; axis++) {
      if (times[axis] != 1) {
        wide = Shapes.repeat(wide, Math.toIntExact(times[axis]), axis);
      }
    }
    return wide;
  }

  /** Each element so many times along each axis that this is the shape of the last axes. */
  @Override
  public NDArray repeat(Shape desired) {
    if (desired.dimension() > getShape().dimension()) {
      throw new IllegalArgumentException(
          "repeat: " + desired + " has more axes than " + getShape());
    }
    int open = getShape().dimension() - desired.dimension();
    return repeat(timesToFit(getShape().slice(0, open).addAll(desired)));
  }

  /**
   * A border of one value.
   *
   * @param padding widths before and after on the last axis, then on the one before it, ...
   */
  @Override
  public NDArray pad(Shape padding, double value) {
    long[] widths = padding.getShape();
    int rank = getShape().dimension();
    if (widths.length % 2 != 0 || widths.length > 2 * rank) {
      throw new IllegalArgumentException(
          "pad: expected up to "
              + rank
              + " pairs of widths for "
              + getShape()
              + ", but got "
              + padding);
    }
    long[] low = new long[rank];
    long[] high = new long[rank];
    for (int i = 0; i < widths.length / 2; i++) {
      low[rank - 1 - i] = widths[2 * i];
      high[rank - 1 - i] = widths[2 * i + 1];
    }
    return apply("pad", x -> Shapes.pad(x, low, high, value), padding, value);
  }

  @Override
  public NDArray rotate90(int times, int[] axes) {
    if (axes.length != 2) {
      throw new IllegalArgumentException(
          "rotate90: expected two axes, but got " + Arrays.toString(axes));
    }
    return apply("rotate90", x -> Joining.rot90(x, times, axes[0], axes[1]), times, axes);
  }

  @Override
  public NDArray diagonal() {
    return diagonal(0);
  }

  @Override
  public NDArray diagonal(int offset) {
    return diagonal(offset, 0, 1);
  }

  @Override
  public NDArray diagonal(int offset, int axis1, int axis2) {
    int rank = getShape().dimension();
    int first = axis1 < 0 ? axis1 + rank : axis1;
    int second = axis2 < 0 ? axis2 + rank : axis2;
    if (first == second || Math.min(first, second) < 0 || Math.max(first, second) >= rank) {
      throw new ShapeException(
          "diagonal: expected two axes of " + getShape() + ", but got " + List.of(axis1, axis2));
    }
    return seenAs(view().diagonal(offset, first, second));
  }

  @Override
  public NDArray diff(int n, int dim) {
    return apply("diff", x -> difference(x, n, dim), n, dim);
  }

  /** Of booleans, where each differs from the one before. */
  private static Tensor difference(Tensor x, int n, int dim) {
    if (x.dtype() != DataType.BOOLEAN) {
      return Statistics.diff(x, n, dim);
    }
    Tensor now = x;
    for (int i = 0; i < n; i++) {
      long size = now.dim(dim);
      Tensor later = Shapes.slice(now, dim, 1, size);
      now = Logic.logicalXor(later, Shapes.slice(now, dim, 0, size - 1));
    }
    return now;
  }

  /**
   * Integers as vectors that are {@code onValue} at their place, and {@code offValue} elsewhere.
   */
  @Override
  public NDArray oneHot(int depth, float onValue, float offValue, DataType type) {
    return apply(
        "oneHot",
        x -> {
          Tensor here = Shapes.oneHot(Ops.cast(x, DataType.INT64), depth, DataType.BOOLEAN);
          return Ops.where(here, x.scalar(type, onValue), x.scalar(type, offValue));
        },
        depth,
        onValue,
        offValue,
        type);
  }
}
