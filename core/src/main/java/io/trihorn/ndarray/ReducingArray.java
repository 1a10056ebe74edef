package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Statistics;
import io.trihorn.ops.Tensor;
import java.util.function.BiFunction;

/** The functions that go along axes: sums and their like, running sums, softmax, norms. */
abstract class ReducingArray extends ChangingArray {
  private static final int[] ALL = {};

  ReducingArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /**
   * A reduction.
   *
   * @param axes which; none for all
   */
  private NDArray reduce(
      String name, BiFunction<Tensor, int[], Tensor> function, int[] axes, boolean keepDims) {
    return apply(name, x -> reduced(function, x, axes, keepDims), axes, keepDims);
  }

  private static Tensor reduced(
      BiFunction<Tensor, int[], Tensor> function, Tensor x, int[] axes, boolean keepDims) {
    // No axis is left to go along in a scalar, which counts as one element.
    Tensor operand = x.rank() == 0 ? Shapes.reshape(x, 1) : x;
    Tensor result = function.apply(operand, axes);
    if (!keepDims || x.rank() == 0) {
      return result;
    }
    long[] dims = new long[x.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = axes.length == 0 ? 1 : x.dim(axis);
    }
    for (int axis : axes) {
      dims[axis < 0 ? axis + dims.length : axis] = 1;
    }
    return Shapes.reshape(result, dims);
  }

  /** A choice among numbers; false is less than true. */
  private static BiFunction<Tensor, int[], Tensor> choosing(
      BiFunction<Tensor, int[], Tensor> numbers, BiFunction<Tensor, int[], Tensor> booleans) {
    return (x, axes) -> (x.dtype() == DataType.BOOLEAN ? booleans : numbers).apply(x, axes);
  }

  @Override
  public NDArray max() {
    return max(ALL, false);
  }

  @Override
  public NDArray max(int[] axes, boolean keepDims) {
    return reduce("max", choosing(Ops::max, Ops::any), axes, keepDims);
  }

  @Override
  public NDArray min() {
    return min(ALL, false);
  }

  @Override
  public NDArray min(int[] axes, boolean keepDims) {
    return reduce("min", choosing(Ops::min, Ops::all), axes, keepDims);
  }

  @Override
  public NDArray sum() {
    return sum(ALL, false);
  }

  /** The sums; of integers and booleans in int64. */
  @Override
  public NDArray sum(int[] axes, boolean keepDims) {
    return reduce("sum", (x, a) -> Ops.sum(Promotion.summed(x), a), axes, keepDims);
  }

  @Override
  public NDArray prod() {
    return prod(ALL, false);
  }

  /** The products; of integers and booleans in int64. */
  @Override
  public NDArray prod(int[] axes, boolean keepDims) {
    return reduce("prod", (x, a) -> Ops.prod(Promotion.summed(x), a), axes, keepDims);
  }

  @Override
  public NDArray mean() {
    return mean(ALL, false);
  }

  /**
   * The means of floating elements.
   *
   * @throws IllegalArgumentException for integers, whose mean has no type of its own
   */
  @Override
  public NDArray mean(int[] axes, boolean keepDims) {
    requireFloating("mean");
    return reduce("mean", Ops::mean, axes, keepDims);
  }

  final void requireFloating(String name) {
    if (!dataType.isFloating()) {
      throw new IllegalArgumentException(
          name
              + ": expected floating elements, but got "
              + dataType
              + "; convert with toType(DataType.FLOAT32, false) first");
    }
  }

  @Override
  public NDArray norm(boolean keepDims) {
    return norm(2, ALL, keepDims);
  }

  /** The 2-norms: of all elements, or along axes. */
  @Override
  public NDArray norm(int order, int[] axes, boolean keepDims) {
    requireFloating("norm");
    return reduce("norm" + order, (x, a) -> norm(x, order, a), axes, keepDims);
  }

  private static Tensor norm(Tensor x, double order, int... axes) {
    if (order == 2) {
      return Ops.sqrt(Ops.sum(Ops.square(x), axes));
    }
    if (order == 1) {
      return Ops.sum(Ops.abs(x), axes);
    }
    return Ops.power(Ops.sum(Ops.power(Ops.abs(x), order), axes), 1 / order);
  }

  /** The elements over their norm along an axis, which counts as at least {@code eps}. */
  @Override
  public NDArray normalize(double exponent, long dim, double eps) {
    requireFloating("normalize");
    int axis = Math.toIntExact(dim);
    return apply(
        "normalize",
        x -> {
          Tensor length = reduced((y, a) -> norm(y, exponent, a), x, new int[] {axis}, true);
          return Ops.divide(x, Ops.maximum(length, eps));
        },
        exponent,
        axis,
        eps);
  }

  @Override
  public NDArray cumSum() {
    return getShape().isScalar() || isEmpty() ? flatten().cumSum(0) : cumSum(0);
  }

  /** The running sums; of integers and booleans in int64. */
  @Override
  public NDArray cumSum(int axis) {
    return apply("cumSum", x -> Ops.cumsum(Promotion.summed(x), axis), axis);
  }

  /** The running products; of integers and booleans in int64. */
  @Override
  public NDArray cumProd(int axis) {
    return apply(
        "cumProd",
        x -> Promotion.alongAxis(x, y -> Statistics.cumprod(Promotion.summed(y), axis)),
        axis);
  }

  @Override
  public NDArray cumProd(int axis, DataType type) {
    return apply(
        "cumProd",
        x -> Promotion.alongAxis(x, y -> Statistics.cumprod(Ops.cast(y, type), axis)),
        axis,
        type);
  }

  @Override
  public NDArray softmax(int axis) {
    requireFloating("softmax");
    return apply("softmax", x -> Promotion.alongAxis(x, y -> Nn.softmax(y, axis)), axis);
  }

  @Override
  public NDArray logSoftmax(int axis) {
    requireFloating("logSoftmax");
    return apply("logSoftmax", x -> Promotion.alongAxis(x, y -> Nn.logSoftmax(y, axis)), axis);
  }

  @Override
  public NDArray trace(int offset, int axis1, int axis2) {
    return apply(
        "trace",
        x -> Creation.trace(Promotion.summed(x), offset, axis1, axis2),
        offset,
        axis1,
        axis2);
  }
}
