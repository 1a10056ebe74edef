package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Sorting;
import io.trihorn.ops.Tensor;

/** The order of elements along an axis, in which equals stay in order and NaN is above all. */
final class Order {
  /** Keys of infinity and NaN among float32 and narrower numbers, as float64. */
  private static final double INFINITE = 1e299;

  private static final double NAN = 1e300;

  private Order() {}

  /** The elements in rising order. */
  static Tensor sorted(Tensor x, int axis) {
    return x.dtype().isFloating() && x.size() > 0
        ? Shapes.takeAlongAxis(x, places(x, axis, true), axis)
        : x.size() == 0 ? x : Sorting.sort(x, axis);
  }

  /** The int32 places of the elements in order. */
  static Tensor places(Tensor x, int axis, boolean rising) {
    if (x.size() == 0) {
      return Ops.cast(x, DataType.INT32);
    }
    if (!x.dtype().isFloating()) {
      return stable(x, axis, rising);
    }
    Tensor unknown = Ops.isnan(x);
    if (x.dtype() != DataType.FLOAT64) {
      Tensor wide = Ops.cast(x, DataType.FLOAT64);
      Tensor infinite = Ops.equal(wide, Double.POSITIVE_INFINITY);
      Tensor key = Ops.where(infinite, wide.scalar(INFINITE), wide);
      return stable(Ops.where(unknown, wide.scalar(NAN), key), axis, rising);
    }
    // No float64 is above infinity: NaN is told from it in a second round.
    Tensor known = Ops.where(unknown, x.scalar(Double.POSITIVE_INFINITY), x);
    Tensor first = stable(known, axis, rising);
    Tensor flags = Shapes.takeAlongAxis(Ops.cast(unknown, DataType.INT32), first, axis);
    return Shapes.takeAlongAxis(first, stable(flags, axis, rising), axis);
  }

  private static Tensor stable(Tensor x, int axis, boolean rising) {
    if (rising) {
      return Sorting.argsort(x, axis);
    }
    Tensor last = Shapes.moveaxis(x, axis, -1);
    int all = Math.toIntExact(last.dim(-1));
    return Shapes.moveaxis(Sorting.topK(last, all).get(1), -1, axis);
  }
}
