package io.trihorn.ops;

/** Angles and hyperbolic functions, under the names of {@code keras.ops}; angles in radians. */
public final class Trig {
  private Trig() {}

  /** Tangent. */
  public static Tensor tan(Tensor x) {
    return Ops.divide(Ops.sin(x), Ops.cos(x));
  }

  /** Arc sine, from -pi/2 to pi/2; NaN outside of [-1, 1]. */
  public static Tensor arcsin(Tensor x) {
    return Elementary.ARCSIN.of(x);
  }

  /** Arc cosine, from 0 to pi; NaN outside of [-1, 1]. */
  public static Tensor arccos(Tensor x) {
    return Elementary.ARCCOS.of(x);
  }

  /** The angle of the point (x, y), from -pi to pi; 0 for (0, 0). */
  public static Tensor arctan2(Tensor y, Tensor x) {
    Tensor b = Ops.floating(x);
    Tensor a = Ops.floating(y);
    // The angle is smooth at 0 and where both are equal: no abs, maximum or minimum, whose
    // gradients are not.
    Tensor ax = Ops.where(Ops.less(b, 0), Ops.negative(b), b);
    Tensor ay = Ops.where(Ops.less(a, 0), Ops.negative(a), a);
    Tensor steep = Ops.greater(ay, ax);
    Tensor larger = Ops.where(steep, ay, ax);
    Tensor smaller = Ops.where(steep, ax, ay);
    Tensor ratio = Ops.divide(smaller, Ops.where(Ops.equal(larger, 0), 1, larger));
    Tensor low = Ops.arctan(ratio);
    Tensor quarter = Ops.where(steep, Ops.subtract(Math.PI / 2, low), low);
    Tensor half = Ops.where(Ops.less(b, 0), Ops.subtract(Math.PI, quarter), quarter);
    return Ops.where(Ops.less(a, 0), Ops.negative(half), half);
  }

  /** Hyperbolic sine. */
  public static Tensor sinh(Tensor x) {
    return Elementary.SINH.of(x);
  }

  /** Hyperbolic cosine. */
  public static Tensor cosh(Tensor x) {
    return Ops.divide(Ops.add(Ops.exp(x), Ops.exp(Ops.negative(Ops.floating(x)))), 2);
  }

  /** Inverse hyperbolic sine. */
  public static Tensor arcsinh(Tensor x) {
    return Elementary.ARCSINH.of(x);
  }

  /** Inverse hyperbolic cosine; NaN below 1. */
  public static Tensor arccosh(Tensor x) {
    return Elementary.ARCCOSH.of(x);
  }

  /** Inverse hyperbolic tangent; NaN outside of [-1, 1]. */
  public static Tensor arctanh(Tensor x) {
    Tensor f = Ops.floating(x);
    return Ops.divide(Ops.subtract(Ops.log1p(f), Ops.log1p(Ops.negative(f))), 2);
  }

  /** Degrees as radians. */
  public static Tensor deg2rad(Tensor x) {
    return Ops.multiply(Ops.floating(x), Math.PI / 180);
  }

  /** Radians as degrees. */
  public static Tensor rad2deg(Tensor x) {
    return Ops.multiply(Ops.floating(x), 180 / Math.PI);
  }

  /** {@code sqrt(x^2 + y^2)}, without overflow; the gradient at (0, 0) is 0. */
  public static Tensor hypot(Tensor x, Tensor y) {
    Tensor a = Ops.abs(Ops.floating(x));
    Tensor b = Ops.abs(Ops.floating(y));
    Tensor larger = Ops.maximum(a, b);
    Tensor ratio = Ops.divide(Ops.minimum(a, b), Ops.where(Ops.equal(larger, 0), 1, larger));
    return Ops.multiply(larger, Ops.sqrt(Ops.add(Ops.square(ratio), 1)));
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0. */
  public static Tensor sinc(Tensor x) {
    Tensor angle = Ops.multiply(Ops.floating(x), Math.PI);
    Tensor zero = Ops.equal(angle, 0);
    Tensor safe = Ops.where(zero, 1, angle);
    return Ops.where(zero, 1, Ops.divide(Ops.sin(safe), safe));
  }
}
