package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Functions that move, repeat, join, cut and pick elements, under the names of {@code keras.ops}.
 */
public final class Shapes {
  private Shapes() {}

  /** The same elements under another shape; one extent may be -1 and follows from the rest. */
  public static Tensor reshape(Tensor x, long... dims) {
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1 && open < 0) {
        open = i;
      } else {
        known *= dims[i];
      }
    }
    long[] full = dims.clone();
    if (open >= 0) {
      if (known <= 0 || x.size() % known != 0) {
        throw new ShapeException("reshape: " + x.type() + " does not fit " + Arrays.toString(dims));
      }
      full[open] = x.size() / known;
    }
    return x.with(x.primitives().reshape(x.value(), full));
  }

  /** Permutation of axes; reversed where none is given. */
  public static Tensor transpose(Tensor x, int... permutation) {
    int rank = x.rank();
    int[] p =
        permutation.length == 0
            ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
            : permutation;
    List<Integer> list =
        Arrays.stream(p).map(a -> Axes.normalize("transpose", a, rank)).boxed().toList();
    return x.with(x.primitives().transpose(x.value(), list));
  }

  /** One axis moved to another place, the others in order. */
  public static Tensor moveaxis(Tensor x, int from, int to) {
    List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    Integer axis = axes.remove(Axes.normalize("moveaxis", from, x.rank()));
    axes.add(Axes.normalize("moveaxis", to, x.rank()), axis);
    return x.with(x.primitives().transpose(x.value(), axes));
  }

  /** Two axes exchanged. */
  public static Tensor swapaxes(Tensor x, int a, int b) {
    List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    Collections.swap(
        axes, Axes.normalize("swapaxes", a, x.rank()), Axes.normalize("swapaxes", b, x.rank()));
    return x.with(x.primitives().transpose(x.value(), axes));
  }

  /** A new axis of extent 1 at a position of the result. */
  public static Tensor expandDims(Tensor x, int axis) {
    int a = Axes.normalize("expandDims", axis, x.rank() + 1);
    List<Long> dims = dims(x);
    dims.add(a, 1L);
    return x.with(x.primitives().reshape(x.value(), new Shape(dims)));
  }

  /** Without axes of extent 1: those given, or all of them. */
  public static Tensor squeeze(Tensor x, int... axes) {
    List<Integer> drop =
        axes.length > 0
            ? Axes.of("squeeze", x.rank(), axes)
            : IntStream.range(0, x.rank()).filter(i -> x.dim(i) == 1).boxed().toList();
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (!drop.contains(i)) {
        dims.add(x.dim(i));
      } else if (x.dim(i) != 1) {
        throw new ShapeException("squeeze: axis " + i + " of " + x.type() + " is not of extent 1");
      }
    }
    return x.with(x.primitives().reshape(x.value(), new Shape(dims)));
  }

  /** Without these axes of extent 1; with none given, none is dropped. */
  static Tensor squeezeExactly(Tensor x, int... axes) {
    return axes.length == 0 ? x : squeeze(x, axes);
  }

  /** Repetition to a larger shape by NumPy's rules. */
  public static Tensor broadcastTo(Tensor x, long... dims) {
    return x.with(x.primitives().broadcast(x.value(), new Shape(dims)));
  }

  /** One value in a shape. */
  public static Tensor full(Tensor like, double value, DataType dtype, long... dims) {
    return broadcastTo(like.scalar(dtype, value), dims);
  }

  /** Zeros of a tensor's type. */
  public static Tensor zerosLike(Tensor x) {
    return full(x, 0, x.dtype(), x.type().dims());
  }

  /** Ones of a tensor's type. */
  public static Tensor onesLike(Tensor x) {
    return full(x, 1, x.dtype(), x.type().dims());
  }

  /** {@code 0, 1, ..., n - 1} in a tensor's graph. */
  public static Tensor arange(Tensor like, long n, DataType dtype) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, n));
    for (long i = 0; i < n; i++) {
      data.setDouble(i, i);
    }
    return like.constant(data);
  }

  /** The elements from {@code start} (inclusive) to {@code limit} (exclusive) along one axis. */
  public static Tensor slice(Tensor x, int axis, long start, long limit) {
    int a = Axes.normalize("slice", axis, x.rank());
    return x.with(x.primitives().slice(x.value(), a, start, limit));
  }

  /** A strided box: starts, limits and positive strides for every axis. */
  public static Tensor slice(Tensor x, long[] starts, long[] limits, long[] strides) {
    return x.with(x.primitives().slice(x.value(), boxed(starts), boxed(limits), boxed(strides)));
  }

  /** One position of an axis, which is dropped; negative positions count from the end. */
  public static Tensor index(Tensor x, int axis, long position) {
    int a = Axes.normalize("index", axis, x.rank());
    long p = position < 0 ? position + x.dim(a) : position;
    return squeeze(slice(x, a, p, p + 1), a);
  }

  /** Elements in opposite order along axes (all where none are given). */
  public static Tensor flip(Tensor x, int... axes) {
    return x.with(x.primitives().reverse(x.value(), Axes.of("flip", x.rank(), axes)));
  }

  /** A border of one value: {@code low[i]} before and {@code high[i]} after axis {@code i}. */
  public static Tensor pad(Tensor x, long[] low, long[] high, double value) {
    return x.with(x.primitives().pad(x.value(), boxed(low), boxed(high), value));
  }

  /** Tensors end to end along an existing axis, promoted to one element type. */
  public static Tensor concatenate(List<Tensor> xs, int axis) {
    Tensor first = xs.get(0);
    DataType dtype = xs.stream().map(Tensor::dtype).reduce(DTypes::promote).orElseThrow();
    List<Value> values = xs.stream().map(x -> Ops.cast(x, dtype).value()).toList();
    int a = Axes.normalize("concatenate", axis, first.rank());
    return first.with(first.primitives().concat(values, a));
  }

  /** Tensors of one shape side by side along a new axis. */
  public static Tensor stack(List<Tensor> xs, int axis) {
    return concatenate(xs.stream().map(x -> expandDims(x, axis)).toList(), axis);
  }

  /** Parts of these extents along an axis. */
  public static List<Tensor> split(Tensor x, int axis, long... sizes) {
    int a = Axes.normalize("split", axis, x.rank());
    return x.primitives().split(x.value(), a, boxed(sizes)).stream().map(x::with).toList();
  }

  /** Equal parts along an axis. */
  public static List<Tensor> splitEqually(Tensor x, int axis, int parts) {
    long extent = x.dim(axis);
    if (extent % parts != 0) {
      throw new ShapeException(
          "split: axis " + axis + " of " + x.type() + " is not " + parts + " parts");
    }
    return split(x, axis, LongStream.generate(() -> extent / parts).limit(parts).toArray());
  }

  /** The whole tensor repeated a number of times along each axis. */
  public static Tensor tile(Tensor x, long... times) {
    int rank = Math.max(x.rank(), times.length);
    List<Long> spread = new ArrayList<>();
    List<Long> target = new ArrayList<>();
    long[] result = new long[rank];
    for (int i = 0; i < rank; i++) {
      int xi = i - rank + x.rank();
      int ti = i - rank + times.length;
      long d = xi < 0 ? 1 : x.dim(xi);
      long t = ti < 0 ? 1 : times[ti];
      spread.addAll(List.of(1L, d));
      target.addAll(List.of(t, d));
      result[i] = t * d;
    }
    Tensor wide = x.with(x.primitives().reshape(x.value(), new Shape(spread)));
    Tensor repeated = x.with(x.primitives().broadcast(wide.value(), new Shape(target)));
    return reshape(repeated, result);
  }

  /** Each element repeated a number of times in place along an axis. */
  public static Tensor repeat(Tensor x, int repeats, int axis) {
    int a = Axes.normalize("repeat", axis, x.rank());
    List<Long> dims = dims(x);
    dims.add(a + 1, (long) repeats);
    Tensor wide = x.with(x.primitives().broadcast(expandDims(x, a + 1).value(), new Shape(dims)));
    long[] result = x.type().dims();
    result[a] *= repeats;
    return reshape(wide, result);
  }

  /** Slices picked along an axis by integer indices; those out of range count as the nearest. */
  public static Tensor take(Tensor x, Tensor indices, int axis) {
    int a = Axes.normalize("take", axis, x.rank());
    return x.with(x.primitives().gather(x.value(), indices.value(), a));
  }

  /**
   * Indices into {@code n} elements, counted from the start where negative ones are from the end.
   */
  public static Tensor fromEnd(Tensor indices, long n) {
    return Ops.where(Ops.less(indices, 0), Ops.add(indices, n), indices);
  }

  /** Rows added at positions of the first axis. */
  public static Tensor scatterAdd(Tensor x, Tensor indices, Tensor updates) {
    return x.with(x.primitives().scatterAdd(x.value(), indices.value(), updates.value()));
  }

  /**
   * One element for each index: the result has the shape of the indices, and takes along the axis
   * where the other coordinates stay; negative indices count from the end.
   */
  public static Tensor takeAlongAxis(Tensor x, Tensor indices, int axis) {
    int a = Axes.normalize("takeAlongAxis", axis, x.rank());
    Tensor rows = moveaxis(x, a, -1);
    Tensor picks = moveaxis(indices, a, -1);
    long n = rows.dim(-1);
    long k = picks.dim(-1);
    long[] lead = Arrays.copyOf(rows.type().dims(), rows.rank() - 1);
    picks = fromEnd(picks, n);
    long rowCount = LongStream.of(lead).reduce(1, (p, q) -> p * q);
    Tensor flatPicks = reshape(Ops.cast(picks, DataType.INT64), rowCount, k);
    Tensor base = reshape(Ops.multiply(arange(x, rowCount, DataType.INT64), n), rowCount, 1);
    Tensor flat = reshape(Ops.add(flatPicks, base), rowCount * k);
    Tensor taken = take(reshape(rows, rowCount * n), flat, 0);
    return moveaxis(reshape(taken, picks.type().dims()), -1, a);
  }

  /** Ones where a class index stands and zeros elsewhere, along a new last axis. */
  public static Tensor oneHot(Tensor indices, long classes, DataType dtype) {
    Tensor wide = expandDims(indices, -1);
    return Ops.cast(Ops.equal(wide, arange(indices, classes, indices.dtype())), dtype);
  }

  /** The k largest along the last axis, in falling order, and their int32 positions. */
  public static List<Tensor> topK(Tensor x, int k) {
    return x.builder().addAll(new Indexing.TopK(k), List.of(x.value())).stream()
        .map(x::with)
        .toList();
  }

  static List<Long> dims(Tensor x) {
    return new ArrayList<>(boxed(x.type().dims()));
  }

  private static List<Long> boxed(long[] values) {
    return LongStream.of(values).boxed().toList();
  }
}
