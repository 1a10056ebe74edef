package io.trihorn.ops;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Functions of one argument whose derivative is simpler, or safer, than that of their formula. */
enum Elementary implements PointwiseFusion {
  /** From -pi/2 to pi/2; NaN outside of [-1, 1]. */
  ARCSIN(Inverses::arcsin, (x, y) -> Ops.rsqrt(cosineSquared(x))),
  /** From 0 to pi; NaN outside of [-1, 1]. */
  ARCCOS(Inverses::arccos, (x, y) -> Ops.negative(Ops.rsqrt(cosineSquared(x)))),
  /** Of any number. */
  ARCSINH(Inverses::arcsinh, (x, y) -> Ops.divide(1, Trig.hypot(x, Shapes.onesLike(x)))),
  /** Not negative; NaN below 1. */
  ARCCOSH(
      Inverses::arccosh,
      (x, y) -> Ops.divide(1, Ops.multiply(Ops.sqrt(Ops.subtract(x, 1)), Ops.sqrt(Ops.add(x, 1))))),
  /** Hyperbolic sine, accurate near 0. */
  SINH(
      x -> Ops.divide(Ops.subtract(Ops.expm1(x), Ops.expm1(Ops.negative(x))), 2),
      (x, y) -> Trig.cosh(x)),
  /** {@code 1 - erf(x)}, accurate where that is small. */
  ERFC(Inverses::erfc, (x, y) -> Ops.multiply(bell(x), -2 / Math.sqrt(Math.PI))),
  /** The inverse of the error function; infinite at -1 and 1, NaN outside. */
  ERFINV(Inverses::erfinv, (x, y) -> Ops.divide(Math.sqrt(Math.PI) / 2, bell(y)));

  private final UnaryOperator<Tensor> value;
  private final BinaryOperator<Tensor> slope;

  Elementary(UnaryOperator<Tensor> value, BinaryOperator<Tensor> slope) {
    this.value = value;
    this.slope = slope;
  }

  private static Tensor cosineSquared(Tensor x) {
    return Ops.multiply(Ops.subtract(1, x), Ops.add(x, 1));
  }

  private static Tensor bell(Tensor x) {
    return Ops.exp(Ops.negative(Ops.square(x)));
  }

  Tensor of(Tensor x) {
    return applyOne(Ops.floating(x));
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    return List.of(value.apply(in.get(0)));
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    return Optional.of(List.of(Ops.multiply(g.get(0), slope.apply(in.get(0), out.get(0)))));
  }
}
