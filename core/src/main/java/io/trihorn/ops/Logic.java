package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Questions about elements, and choices between them, under the names of {@code keras.ops}. */
public final class Logic {
  private Logic() {}

  /** Whether exactly one holds (or is not 0). */
  public static Tensor logicalXor(Tensor x, Tensor y) {
    return Ops.notEqual(
        Ops.cast(Ops.cast(x, DataType.BOOLEAN), DataType.INT32),
        Ops.cast(Ops.cast(y, DataType.BOOLEAN), DataType.INT32));
  }

  /** Whether a value is infinite. */
  public static Tensor isinf(Tensor x) {
    return Ops.equal(Ops.abs(Ops.floating(x)), Double.POSITIVE_INFINITY);
  }

  /** Whether a value is neither infinite nor NaN. */
  public static Tensor isfinite(Tensor x) {
    return Ops.less(Ops.abs(Ops.floating(x)), Double.POSITIVE_INFINITY);
  }

  /** Whether a value is positive infinity. */
  public static Tensor isposinf(Tensor x) {
    return Ops.equal(Ops.floating(x), Double.POSITIVE_INFINITY);
  }

  /** Whether a value is negative infinity. */
  public static Tensor isneginf(Tensor x) {
    return Ops.equal(Ops.floating(x), Double.NEGATIVE_INFINITY);
  }

  /** Whether a value has no imaginary part: all hold. */
  public static Tensor isreal(Tensor x) {
    return Shapes.full(x, 1, DataType.BOOLEAN, x.type().dims());
  }

  /** Whether the sign is set: of negative numbers and of -0. */
  public static Tensor signbit(Tensor x) {
    if (!x.dtype().isFloating()) {
      return Ops.less(Ops.floating(x), 0);
    }
    Tensor zero = Ops.logicalAnd(Ops.equal(x, 0), Ops.less(Ops.divide(1, x), 0));
    return Ops.logicalOr(Ops.less(x, 0), zero);
  }

  /** {@code |x - y| <= atol + rtol |y|}; NaN is close to NaN only if that is said. */
  public static Tensor isclose(Tensor x, Tensor y, double rtol, double atol, boolean equalNan) {
    Tensor a = Ops.floating(x);
    Tensor b = Ops.floating(y);
    Tensor allowed = Ops.add(Ops.multiply(Ops.abs(b), rtol), atol);
    Tensor near = Ops.lessEqual(Ops.abs(Ops.subtract(a, b)), allowed);
    Tensor finite = Ops.logicalAnd(isfinite(a), isfinite(b));
    Tensor close = Ops.where(finite, near, Ops.equal(a, b));
    return equalNan ? Ops.logicalOr(close, Ops.logicalAnd(Ops.isnan(a), Ops.isnan(b))) : close;
  }

  /** {@link #isclose(Tensor, Tensor, double, double, boolean)} with 1e-5 and 1e-8. */
  public static Tensor isclose(Tensor x, Tensor y) {
    return isclose(x, y, 1e-5, 1e-8, false);
  }

  /** Whether all elements are close: a boolean scalar. */
  public static Tensor allclose(Tensor x, Tensor y, double rtol, double atol, boolean equalNan) {
    return Ops.all(isclose(x, y, rtol, atol, equalNan));
  }

  /** {@link #allclose(Tensor, Tensor, double, double, boolean)} with 1e-5 and 1e-8. */
  public static Tensor allclose(Tensor x, Tensor y) {
    return allclose(x, y, 1e-5, 1e-8, false);
  }

  /** Whether elements occur among others, of any shape. */
  public static Tensor isin(Tensor x, Tensor others) {
    Tensor row = Shapes.reshape(others, -1);
    return Ops.any(Ops.equal(Shapes.expandDims(x, -1), row), -1);
  }

  /** NaN and the infinities replaced by numbers. */
  public static Tensor nanToNum(Tensor x, double nan, double posinf, double neginf) {
    if (!x.dtype().isFloating()) {
      return x;
    }
    Tensor high = Ops.where(isposinf(x), posinf, x);
    return Ops.where(Ops.isnan(x), nan, Ops.where(isneginf(x), neginf, high));
  }

  /** {@link #nanToNum(Tensor, double, double, double)} with 0 and the largest numbers there are. */
  public static Tensor nanToNum(Tensor x) {
    double most = DTypes.largest(x.dtype());
    return nanToNum(x, 0, most, -most);
  }

  /** 0 below 0, 1 above, {@code y} at 0. */
  public static Tensor heaviside(Tensor x, Tensor y) {
    Tensor f = Ops.floating(x);
    Tensor step = Ops.cast(Ops.greater(f, 0), f.dtype());
    return Ops.where(Ops.equal(f, 0), y, Ops.where(Ops.isnan(f), f, step));
  }

  /** The larger; of a number and NaN the number. */
  public static Tensor fmax(Tensor x, Tensor y) {
    return Ops.where(Ops.isnan(x), y, Ops.where(Ops.isnan(y), x, Ops.maximum(x, y)));
  }

  /** The smaller; of a number and NaN the number. */
  public static Tensor fmin(Tensor x, Tensor y) {
    return Ops.where(Ops.isnan(x), y, Ops.where(Ops.isnan(y), x, Ops.minimum(x, y)));
  }

  /** For each element the choice of the first condition that holds, else the default. */
  public static Tensor select(List<Tensor> conditions, List<Tensor> choices, Tensor otherwise) {
    Tensor chosen = otherwise;
    for (int i = conditions.size() - 1; i >= 0; i--) {
      chosen = Ops.where(conditions.get(i), choices.get(i), chosen);
    }
    return chosen;
  }

  /** {@code x / y}, and 0 where y is 0; the gradient there is 0 too. */
  public static Tensor divideNoNan(Tensor x, Tensor y) {
    Tensor zero = Ops.equal(y, 0);
    return Ops.where(zero, 0, Ops.divide(x, Ops.where(zero, 1, y)));
  }
}
