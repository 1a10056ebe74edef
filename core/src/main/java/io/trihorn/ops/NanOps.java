package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;

/**
 * Reductions in which NaN does not count, under the names of {@code keras.ops}; no axes mean all of
 * them. Of NaN alone the result is NaN, but 0 for a sum and 1 for a product.
 */
public final class NanOps {
  private NanOps() {}

  private static Tensor filled(Tensor x, double value) {
    return x.dtype().isFloating() ? Ops.where(Ops.isnan(x), value, x) : x;
  }

  private static Tensor counted(Tensor x) {
    return Ops.cast(Ops.logicalNot(Ops.isnan(x)), DTypes.floating(x.dtype()));
  }

  /** Sum. */
  public static Tensor nansum(Tensor x, int... axes) {
    return Ops.sum(filled(x, 0), axes);
  }

  /** Product. */
  public static Tensor nanprod(Tensor x, int... axes) {
    return Ops.prod(filled(x, 1), axes);
  }

  /** Cumulative sum along an axis, NaN counting as 0. */
  public static Tensor nancumsum(Tensor x, int axis) {
    return Ops.cumsum(filled(x, 0), axis);
  }

  /** Cumulative product along an axis, NaN counting as 1. */
  public static Tensor nancumprod(Tensor x, int axis) {
    return Statistics.cumprod(filled(x, 1), axis);
  }

  private static Tensor unlessAllNan(Tensor x, Tensor result, int... axes) {
    if (!x.dtype().isFloating()) {
      return result;
    }
    return Ops.where(Ops.all(Ops.isnan(x), axes), Double.NaN, result);
  }

  /** Largest. */
  public static Tensor nanmax(Tensor x, int... axes) {
    return unlessAllNan(x, Ops.max(filled(x, Double.NEGATIVE_INFINITY), axes), axes);
  }

  /** Smallest. */
  public static Tensor nanmin(Tensor x, int... axes) {
    return unlessAllNan(x, Ops.min(filled(x, Double.POSITIVE_INFINITY), axes), axes);
  }

  /** The place of the largest along an axis, int32; -1 of NaN alone. */
  public static Tensor nanargmax(Tensor x, int axis) {
    Tensor place = Ops.argmax(filled(x, Double.NEGATIVE_INFINITY), axis);
    return Ops.where(Ops.all(Ops.isnan(x), axis), -1, place);
  }

  /** The place of the smallest along an axis, int32; -1 of NaN alone. */
  public static Tensor nanargmin(Tensor x, int axis) {
    Tensor place = Ops.argmin(filled(x, Double.POSITIVE_INFINITY), axis);
    return Ops.where(Ops.all(Ops.isnan(x), axis), -1, place);
  }

  /** Mean. */
  public static Tensor nanmean(Tensor x, int... axes) {
    return Ops.divide(nansum(x, axes), Ops.sum(counted(x), axes));
  }

  /** Variance. */
  public static Tensor nanvar(Tensor x, int... axes) {
    Tensor f = Ops.floating(x);
    Tensor known = counted(f);
    Tensor numbers = filled(f, 0);
    Tensor mean = Ops.divide(Ops.sumKeep(numbers, axes), Ops.sumKeep(known, axes));
    Tensor away = Ops.multiply(Ops.subtract(numbers, mean), known);
    return Ops.divide(Ops.sum(Ops.square(away), axes), Ops.sum(known, axes));
  }

  /** Standard deviation. */
  public static Tensor nanstd(Tensor x, int... axes) {
    return Ops.sqrt(nanvar(x, axes));
  }

  /** The value that a share q of the numbers is not above. */
  public static Tensor nanquantile(Tensor x, double q, Statistics.Method method, int... axes) {
    Tensor rows = Statistics.rows(x, axes);
    Tensor known = counted(rows);
    // Numbers first, then zeros for NaN: no place of a number reaches those.
    Tensor sorted = Sorting.sort(filled(rows, Double.POSITIVE_INFINITY), -1);
    Tensor place = Shapes.arange(rows, rows.dim(-1), DataType.INT32);
    Tensor count = Ops.sumKeep(known, -1);
    Tensor inside = Ops.less(place, Ops.cast(count, DataType.INT32));
    Tensor value = Statistics.at(Ops.where(inside, sorted, 0), count, q, method);
    return Ops.where(Ops.equal(Shapes.squeeze(count, -1), 0), Double.NaN, value);
  }

  /** {@link #nanquantile} of percents. */
  public static Tensor nanpercentile(
      Tensor x, double percent, Statistics.Method method, int... axes) {
    return nanquantile(x, percent / 100, method, axes);
  }

  /** The middle number, or the mean of the middle two. */
  public static Tensor nanmedian(Tensor x, int... axes) {
    return nanquantile(x, 0.5, Statistics.Method.LINEAR, axes);
  }
}
