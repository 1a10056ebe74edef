package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The logarithm of the absolute gamma function, by Lanczos's series in float64. */
final class LogGamma {
  /** Lanczos's coefficients for g = 7, as Numerical Recipes and others print them. */
  private static final double[] SERIES = {
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private LogGamma() {}

  /** The value; infinite at 0, at the negative integers and at infinity. */
  static Tensor of(Tensor x) {
    Tensor wide = Ops.cast(x, DataType.FLOAT64);
    Tensor small = Ops.less(wide, 0.5);
    Tensor direct = right(Ops.where(small, Ops.subtract(wide.scalar(1), wide), wide));
    Tensor sine = Ops.abs(Ops.sin(Ops.multiply(Ops.subtract(wide, Ops.floor(wide)), Math.PI)));
    Tensor reflected = Ops.subtract(Ops.log(Ops.divide(sine.scalar(Math.PI), sine)), direct);
    Tensor value = Ops.where(small, reflected, direct);
    Tensor pole = Ops.logicalAnd(Ops.lessEqual(wide, 0), Ops.equal(Ops.floor(wide), wide));
    Tensor infinite = Ops.logicalOr(pole, Logic.isinf(wide));
    return Ops.cast(Ops.where(infinite, wide.scalar(Double.POSITIVE_INFINITY), value), x.dtype());
  }

  /** From 0.5 on. */
  private static Tensor right(Tensor x) {
    Tensor sum = x.scalar(0.99999999999980993);
    for (int i = 0; i < SERIES.length; i++) {
      sum = Ops.add(sum, Ops.divide(x.scalar(SERIES[i]), Ops.add(x, i)));
    }
    Tensor t = Ops.add(x, 6.5);
    Tensor power = Ops.subtract(Ops.multiply(Ops.subtract(x, 0.5), Ops.log(t)), t);
    return Ops.add(Ops.add(power, 0.5 * Math.log(2 * Math.PI)), Ops.log(sum));
  }
}
