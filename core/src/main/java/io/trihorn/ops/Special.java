package io.trihorn.ops;

import java.util.List;

/** Powers, logarithms and special functions, under the names of {@code keras.ops}. */
public final class Special {
  /** Chebyshev coefficients of {@code e^-x I0(x)} from 0 to 8. */
  private static final double[] BESSEL_NEAR = {
    0.33839763720473803,
    -0.3046826723431984,
    0.17162090152220877,
    -0.094901097048047639,
    0.049305284239670712,
    -0.023737414805899471,
    0.010546460394594998,
    -0.0043243099950505759,
    0.0016394756169413357,
    -0.00057637557453858236,
    0.00018850288509584165,
    -5.754195010082104e-05,
    1.6448448070728896e-05,
    -4.4167383584587505e-06,
    1.1173875391201037e-06,
    -2.6707938539406119e-07,
    6.0469950225419186e-08,
    -1.300025009986248e-08,
    2.6598237246823866e-09,
    -5.1897956016352627e-10,
    9.675809035373237e-11,
    -1.7268262914415559e-11,
    2.9550526631296399e-12,
    -4.856446783111929e-13,
    7.6761854986049361e-14,
    -1.1685332877993451e-14
  };

  /** Chebyshev coefficients of {@code sqrt(x) e^-x I0(x)} in {@code 16 / x - 1} from 8 on. */
  private static final double[] BESSEL_FAR = {
    0.40224520550705439,
    0.0033691164782556943,
    6.8897583469168245e-05,
    2.8913705208347567e-06,
    2.0489185894690638e-07,
    2.266668990498178e-08,
    3.3962320257083865e-09,
    4.9406023882249701e-10,
    1.1889147107846439e-11,
    -3.1499165279632416e-11,
    -1.3215811840447713e-11,
    -1.7941785315068062e-12,
    7.180124451383666e-13,
    3.8527783827421426e-13,
    1.54008621752141e-14,
    -4.1505693472872222e-14,
    -9.5548466988283073e-15,
    3.8116806693526224e-15
  };

  private Special() {}

  /** {@code 2^x}. */
  public static Tensor exp2(Tensor x) {
    Tensor f = Ops.floating(x);
    return Ops.power(f.scalar(2), f);
  }

  /** Logarithm to base 2. */
  public static Tensor log2(Tensor x) {
    return Ops.divide(Ops.log(x), Math.log(2));
  }

  /** Logarithm to base 10. */
  public static Tensor log10(Tensor x) {
    return Ops.divide(Ops.log(x), Math.log(10));
  }

  /** Cube root, of negative numbers too. */
  public static Tensor cbrt(Tensor x) {
    Tensor f = Ops.floating(x);
    return Ops.multiply(Ops.sign(f), Ops.power(Ops.abs(f), 1.0 / 3));
  }

  /** {@code x 2^y}. */
  public static Tensor ldexp(Tensor x, Tensor y) {
    return Ops.multiply(Ops.floating(x), exp2(Ops.cast(y, DTypes.floating(x.dtype()))));
  }

  /** {@code 1 - erf(x)}, accurate where that is small. */
  public static Tensor erfc(Tensor x) {
    return Elementary.ERFC.of(x);
  }

  /** The inverse of the error function; infinite at -1 and 1, NaN outside. */
  public static Tensor erfinv(Tensor x) {
    return Elementary.ERFINV.of(x);
  }

  /** The modified Bessel function of the first kind, of order 0. */
  public static Tensor i0(Tensor x) {
    Tensor size = Ops.abs(Ops.floating(x));
    Tensor far = Ops.greater(size, 8);
    Tensor u = Ops.subtract(Ops.divide(Ops.where(far, 8, size), 4), 1);
    Tensor near = Inverses.chebyshev(BESSEL_NEAR, u);
    Tensor large = Ops.where(far, size, 8);
    Tensor v = Ops.subtract(Ops.divide(16, large), 1);
    Tensor away = Ops.divide(Inverses.chebyshev(BESSEL_FAR, v), Ops.sqrt(large));
    return Ops.multiply(Ops.exp(size), Ops.where(far, away, near));
  }

  /** {@code log(e^x + e^y)}, without overflow. */
  public static Tensor logaddexp(Tensor x, Tensor y) {
    List<Tensor> both = Joining.broadcast(Ops.floating(x), Ops.floating(y));
    return new LogAddExp().applyOne(both.get(0), both.get(1));
  }

  /** {@code log2(2^x + 2^y)}, without overflow. */
  public static Tensor logaddexp2(Tensor x, Tensor y) {
    double log2 = Math.log(2);
    Tensor a = Ops.multiply(Ops.floating(x), log2);
    Tensor b = Ops.multiply(Ops.floating(y), log2);
    return Ops.divide(logaddexp(a, b), log2);
  }

  /** The logarithm of the sum of exponentials over axes (all where none are given). */
  public static Tensor logsumexp(Tensor x, int... axes) {
    Tensor f = Ops.floating(x);
    int[] all = Axes.array("logsumexp", f.rank(), axes);
    return Shapes.squeezeExactly(logsumexpKeep(f, all), all);
  }

  /** {@link #logsumexp} where the axes stay with extent 1. */
  public static Tensor logsumexpKeep(Tensor x, int... axes) {
    Tensor f = Ops.floating(x);
    Tensor largest = Ops.stopGradient(Ops.maxKeep(f, axes));
    // Where all is -inf the result is, and where one is inf: neither can be taken off.
    Tensor shift = Ops.where(Logic.isfinite(largest), largest, 0);
    Tensor sum = Ops.sumKeep(Ops.exp(Ops.subtract(f, shift)), axes);
    return Ops.add(Ops.log(sum), shift);
  }
}
