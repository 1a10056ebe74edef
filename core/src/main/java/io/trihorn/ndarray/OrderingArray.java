package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Joining;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Sorting;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The largest, the smallest and the order of elements. Places are int64, the first of equals. */
abstract class OrderingArray extends ReducingArray {
  OrderingArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  private static Tensor places(Tensor x) {
    return Ops.cast(x, DataType.INT64);
  }

  @Override
  public NDArray argMax() {
    return apply("argMax", x -> places(Ops.argmax(Joining.ravel(x), 0)));
  }

  @Override
  public NDArray argMax(int axis) {
    return apply("argMax", x -> places(Ops.argmax(row(x), axis)), axis);
  }

  @Override
  public NDArray argMin() {
    return apply("argMin", x -> places(Ops.argmin(Joining.ravel(x), 0)));
  }

  @Override
  public NDArray argMin(int axis) {
    return apply("argMin", x -> places(Ops.argmin(row(x), axis)), axis);
  }

  @Override
  public NDArray sort() {
    return sort(-1);
  }

  @Override
  public NDArray sort(int axis) {
    return apply("sort", x -> Promotion.alongAxis(x, y -> Sorting.sort(y, axis)), axis);
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

  /** The k largest or smallest along an axis, in order, and their places. */
  @Override
  public NDList topK(int k, int axis, boolean largest, boolean sorted) {
    Operation operation =
        new Operation(
            "topK",
            in -> {
              List<Tensor> both = extremes(in.get(0), axis, k, largest);
              return List.of(both.get(0), places(both.get(1)));
            },
            k,
            axis,
            largest);
    return applyAll(operation, List.of(this));
  }

  private static Tensor order(Tensor x, int axis, boolean ascending) {
    Tensor rising = Sorting.argsort(x, axis);
    return ascending ? rising : Shapes.flip(rising, axis);
  }

  /** A scalar as a vector of one. */
  private static Tensor row(Tensor x) {
    return x.rank() == 0 ? Shapes.reshape(x, 1) : x;
  }

  /** The k elements from the largest or the smallest on, and their int32 places. */
  private static List<Tensor> extremes(Tensor x, int axis, int k, boolean largest) {
    if (!largest) {
      Tensor places = Shapes.slice(Sorting.argsort(x, axis), axis, 0, k);
      return List.of(Shapes.slice(Sorting.sort(x, axis), axis, 0, k), places);
    }
    List<Tensor> both = Sorting.topK(Shapes.moveaxis(x, axis, -1), k);
    return both.stream().map(part -> Shapes.moveaxis(part, -1, axis)).toList();
  }
}
