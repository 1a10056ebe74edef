package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Joining;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Statistics;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** The largest, the smallest and the order of elements. Places are int64, the first of equals. */
abstract class OrderingArray extends ReducingArray {
  OrderingArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  private static Tensor places(Tensor x) {
    return Ops.cast(x, DataType.INT64);
  }

  /** The place of the first NaN, or else of the extreme. */
  private static Tensor extreme(
      Tensor x, int axis, BiFunction<Tensor, Integer, Tensor> placeOfExtreme) {
    if (!x.dtype().isFloating()) {
      return placeOfExtreme.apply(x, axis);
    }
    Tensor unknown = Ops.isnan(x);
    Tensor first = Ops.argmax(Ops.cast(unknown, DataType.INT32), axis);
    Tensor known = Ops.where(unknown, x.scalar(0), x);
    return Ops.where(Ops.any(unknown, axis), first, placeOfExtreme.apply(known, axis));
  }

  @Override
  public NDArray argMax() {
    return apply("argMax", x -> places(extreme(Joining.ravel(x), 0, Ops::argmax)));
  }

  @Override
  public NDArray argMax(int axis) {
    return apply("argMax", x -> places(extreme(row(x), axis, Ops::argmax)), axis);
  }

  @Override
  public NDArray argMin() {
    return apply("argMin", x -> places(extreme(Joining.ravel(x), 0, Ops::argmin)));
  }

  @Override
  public NDArray argMin(int axis) {
    return apply("argMin", x -> places(extreme(row(x), axis, Ops::argmin)), axis);
  }

  @Override
  public NDArray sort() {
    return sort(-1);
  }

  @Override
  public NDArray sort(int axis) {
    return apply("sort", x -> Promotion.alongAxis(x, y -> Order.sorted(y, axis)), axis);
  }

  /**
   * The places of the elements in rising order, in which equals stay in order, or in the opposite.
   */
  @Override
  public NDArray argSort(int axis, boolean ascending) {
    return apply(
        "argSort",
        x -> places(Promotion.alongAxis(x, y -> order(y, axis, ascending))),
        axis,
        ascending);
  }

  /**
   * The k largest or smallest along an axis, in order, and their places; of equals the first ones.
   */
  @Override
  public NDList topK(int k, int axis, boolean largest, boolean sorted) {
    requireNumbers("topK");
    if (k < 0 || k > (shape.isScalar() ? 1 : size(axis < 0 ? axis + shape.dimension() : axis))) {
      throw new ShapeException(
          "topK: axis " + axis + " of " + shape + " has no " + k + " elements");
    }
    Operation operation =
        new Operation(
            "topK",
            in -> {
              List<Tensor> both = extremes(row(in.get(0)), axis, k, largest);
              Tensor values = both.get(0);
              Tensor at = places(both.get(1));
              return in.get(0).rank() > 0
                  ? List.of(values, at)
                  : List.of(Shapes.reshape(values), Shapes.reshape(at));
            },
            k,
            axis,
            largest);
    return applyAll(operation, List.of(this));
  }

  private void requireNumbers(String name) {
    if (dataType == DataType.BOOLEAN) {
      throw new IllegalArgumentException(
          name + ": expected numbers, but got booleans; convert with toType");
    }
  }

  /** The lower of the middle elements along the last axis. */
  @Override
  public NDArray median() {
    return median(new int[] {-1});
  }

  /** The lower of the middle elements along an axis; NaN if one is NaN. */
  @Override
  public NDArray median(int[] axes) {
    requireNumbers("median");
    int axis = requireOne("median", axes);
    return apply(
        "median",
        x -> {
          Tensor whole = row(x);
          long middle = (whole.dim(axis) - 1) / 2;
          Tensor found = Shapes.index(Order.sorted(whole, axis), axis, middle);
          return withNaN(whole, axis, found);
        },
        axis);
  }

  /** The value below which so many per cent of floating elements along the last axis lie. */
  @Override
  public NDArray percentile(Number percentile) {
    return percentile(percentile, new int[] {-1});
  }

  /** As {@link #percentile(Number)}, along an axis, between elements on a straight line. */
  @Override
  public NDArray percentile(Number percentile, int[] axes) {
    requireFloating("percentile");
    double percent = percentile.doubleValue();
    int axis = requireOne("percentile", axes);
    return apply(
        "percentile",
        x ->
            withNaN(
                row(x),
                axis,
                Statistics.percentile(row(x), percent, Statistics.Method.LINEAR, axis)),
        percent,
        axis);
  }

  private int requireOne(String name, int... axes) {
    if (axes.length != 1) {
      throw new IllegalArgumentException(
          name + ": expected one axis, but got " + Arrays.toString(axes));
    }
    int rank = Math.max(1, shape.dimension());
    int at = axes[0] < 0 ? axes[0] + rank : axes[0];
    if (at < 0 || at >= rank || !shape.isScalar() && shape.get(at) == 0) {
      throw new ShapeException(name + ": " + shape + " has no elements along axis " + axes[0]);
    }
    return at;
  }

  private static Tensor withNaN(Tensor x, int axis, Tensor found) {
    if (!x.dtype().isFloating()) {
      return found;
    }
    Tensor unknown = Ops.any(Ops.isnan(x), axis);
    return Ops.where(unknown, found.scalar(Double.NaN), found);
  }

  private static Tensor order(Tensor x, int axis, boolean ascending) {
    Tensor rising = Order.places(x, axis, true);
    return ascending ? rising : Shapes.flip(rising, axis);
  }

  /** A scalar as a vector of one. */
  private static Tensor row(Tensor x) {
    return x.rank() == 0 ? Shapes.reshape(x, 1) : x;
  }

  /** The k elements from the largest or the smallest on, and their int32 places. */
  private static List<Tensor> extremes(Tensor x, int axis, int k, boolean largest) {
    Tensor places = Shapes.slice(Order.places(x, axis, !largest), axis, 0, k);
    Tensor values =
        places.size() == 0 ? Shapes.slice(x, axis, 0, k) : Shapes.takeAlongAxis(x, places, axis);
    return List.of(values, places);
  }
}
