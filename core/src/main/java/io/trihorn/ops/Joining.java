package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.ShapeRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Joining, splitting, turning and repeating, under the names of {@code keras.ops}. */
public final class Joining {
  private Joining() {}

  /** Two tensors brought to one element type and one shape. */
  static List<Tensor> broadcast(Tensor x, Tensor y) {
    var dtype = DTypes.promote(x.dtype(), y.dtype());
    var shape = ShapeRules.broadcastShape(x.shape(), y.shape());
    if (shape == null) {
      throw new ShapeException(x.type() + " and " + y.type() + " do not broadcast");
    }
    return List.of(
        Shapes.broadcastTo(Ops.cast(x, dtype), shape.getShape()),
        Shapes.broadcastTo(Ops.cast(y, dtype), shape.getShape()));
  }

  /** The elements {@code start, start + step, ...} below a limit along one axis. */
  static Tensor every(Tensor x, int axis, long start, long limit, long step) {
    int rank = x.rank();
    long[] starts = new long[rank];
    long[] limits = x.type().dims();
    long[] steps = new long[rank];
    Arrays.fill(steps, 1);
    starts[axis] = start;
    limits[axis] = limit;
    steps[axis] = step;
    return Shapes.slice(x, starts, limits, steps);
  }

  /** The elements of two tensors in turn along an axis; the first may have one more. */
  static Tensor interleave(Tensor even, Tensor odd, int axis) {
    long n = odd.dim(axis);
    Tensor pairs = Shapes.stack(List.of(Shapes.slice(even, axis, 0, n), odd), axis + 1);
    long[] dims = odd.type().dims();
    dims[axis] = 2 * n;
    Tensor woven = Shapes.reshape(pairs, dims);
    return even.dim(axis) == n
        ? woven
        : Shapes.concatenate(List.of(woven, Shapes.slice(even, axis, n, n + 1)), axis);
  }

  /** Two tensors end to end along an axis. */
  public static Tensor append(Tensor x, Tensor y, int axis) {
    return Shapes.concatenate(List.of(x, y), axis);
  }

  /** All elements of two tensors in a row. */
  public static Tensor append(Tensor x, Tensor y) {
    return append(ravel(x), ravel(y), 0);
  }

  /**
   * Slices picked along an axis by integer indices, negative ones from the end; those out of range
   * count as the nearest.
   */
  public static Tensor take(Tensor x, Tensor indices, int axis) {
    return Shapes.take(x, Shapes.fromEnd(indices, x.dim(axis)), axis);
  }

  /**
   * A border of the tensor's own elements: {@code low[i]} before and {@code high[i]} after axis
   * {@code i}.
   *
   * @param mode {@code reflect}, without the outermost elements, or {@code symmetric}, with them
   */
  public static Tensor pad(Tensor x, long[] low, long[] high, String mode) {
    boolean with = mode.equals("symmetric");
    if (!with && !mode.equals("reflect")) {
      throw new ShapeException("pad: unknown mode '" + mode + "'; known are reflect, symmetric");
    }
    Tensor y = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      long n = x.dim(axis);
      if (low[axis] == 0 && high[axis] == 0) {
        continue;
      }
      long from = low[axis];
      long period = with ? 2 * n : Math.max(1, 2 * n - 2);
      Tensor places =
          Creation.vector(
              x,
              DataType.INT32,
              from + n + high[axis],
              i -> {
                long at = Math.floorMod(i - from, period);
                return at < n ? at : period - at - (with ? 1 : 0);
              });
      y = Shapes.take(y, places, axis);
    }
    return y;
  }

  /** All elements in a row. */
  public static Tensor ravel(Tensor x) {
    return Shapes.reshape(x, -1);
  }

  private static Tensor atLeast(int rank, Tensor x) {
    Tensor y = x;
    while (y.rank() < rank) {
      y = Shapes.expandDims(y, y.rank() == 1 && rank > 1 ? 0 : y.rank());
    }
    return y;
  }

  /** Tensors side by side: along the second axis, or the first of vectors. */
  public static Tensor hstack(List<Tensor> xs) {
    List<Tensor> wide = xs.stream().map(x -> atLeast(1, x)).toList();
    return Shapes.concatenate(wide, wide.get(0).rank() == 1 ? 0 : 1);
  }

  /** Tensors one below another: along the first axis, where vectors are rows. */
  public static Tensor vstack(List<Tensor> xs) {
    return Shapes.concatenate(xs.stream().map(x -> atLeast(2, x)).toList(), 0);
  }

  /** Tensors one behind another: along the third axis, where vectors are rows. */
  public static Tensor dstack(List<Tensor> xs) {
    return Shapes.concatenate(xs.stream().map(x -> atLeast(3, x)).toList(), 2);
  }

  /** Equal parts along the second axis, or the first of a vector. */
  public static List<Tensor> hsplit(Tensor x, int parts) {
    return Shapes.splitEqually(x, x.rank() == 1 ? 0 : 1, parts);
  }

  /** Equal parts along the first axis. */
  public static List<Tensor> vsplit(Tensor x, int parts) {
    return Shapes.splitEqually(x, 0, parts);
  }

  /** Equal parts along the third axis. */
  public static List<Tensor> dsplit(Tensor x, int parts) {
    return Shapes.splitEqually(x, 2, parts);
  }

  /** Parts along an axis, the first of them longer by one where it cannot be divided. */
  public static List<Tensor> arraySplit(Tensor x, int parts, int axis) {
    long n = x.dim(axis);
    long[] sizes =
        IntStream.range(0, parts).mapToLong(i -> n / parts + (i < n % parts ? 1 : 0)).toArray();
    return Shapes.split(x, axis, sizes);
  }

  /** Elements moved on along an axis; what leaves at the end comes back at the start. */
  public static Tensor roll(Tensor x, long shift, int axis) {
    long n = x.dim(axis);
    long by = n == 0 ? 0 : Math.floorMod(shift, n);
    if (by == 0) {
      return x;
    }
    return Shapes.concatenate(
        List.of(Shapes.slice(x, axis, n - by, n), Shapes.slice(x, axis, 0, n - by)), axis);
  }

  /** {@link #roll(Tensor, long, int)} of all elements in a row. */
  public static Tensor roll(Tensor x, long shift) {
    return Shapes.reshape(roll(ravel(x), shift, 0), x.type().dims());
  }

  /** A number of quarter turns, from the first of two axes towards the second. */
  public static Tensor rot90(Tensor x, int turns, int first, int second) {
    int a = Axes.normalize("rot90", first, x.rank());
    int b = Axes.normalize("rot90", second, x.rank());
    return switch (Math.floorMod(turns, 4)) {
      case 1 -> Shapes.swapaxes(Shapes.flip(x, b), a, b);
      case 2 -> Shapes.flip(x, a, b);
      case 3 -> Shapes.flip(Shapes.swapaxes(x, a, b), b);
      default -> x;
    };
  }

  /** Left and right exchanged: the second axis turned round. */
  public static Tensor fliplr(Tensor x) {
    return Shapes.flip(x, 1);
  }

  /** Up and down exchanged: the first axis turned round. */
  public static Tensor flipud(Tensor x) {
    return Shapes.flip(x, 0);
  }

  /** The places on each axis that row-major indices stand for. */
  public static List<Tensor> unravelIndex(Tensor indices, long... dims) {
    List<Tensor> places = new ArrayList<>();
    long below = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      Tensor unit = indices.scalar(below);
      Tensor extent = indices.scalar(dims[axis]);
      places.add(0, Integers.mod(Integers.floorDivide(indices, unit), extent));
      below *= dims[axis];
    }
    return places;
  }

  /** A tensor for each vector: its elements along its axis, repeated along the others'. */
  public static List<Tensor> meshgrid(List<Tensor> xs, String indexing) {
    boolean exchanged = indexing.equals("xy") && xs.size() > 1;
    IntFunction<Integer> axisOf = i -> exchanged && i < 2 ? 1 - i : i;
    long[] dims = new long[xs.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[axisOf.apply(i)] = xs.get(i).size();
    }
    List<Tensor> grids = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      Tensor line = Nn.alongAxis(ravel(xs.get(i)), axisOf.apply(i), dims.length);
      grids.add(Shapes.broadcastTo(line, dims));
    }
    return grids;
  }
}
