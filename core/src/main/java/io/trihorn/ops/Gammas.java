package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;

/**
 * Logarithms of gamma-distributed numbers, by Marsaglia and Tsang's method (2000): normal numbers,
 * of which a few are rejected. A graph has no loop of unknown length, so there are 16 candidates
 * for each number; that all are rejected happens less than once in 10^20 times. Logarithms, as the
 * numbers themselves vanish where alpha is small, and quotients of them must not.
 */
final class Gammas {
  private static final int CANDIDATES = 16;

  private Gammas() {}

  /**
   * Logarithms of gamma-distributed numbers of scale 1.
   *
   * @param key a random key {@code (2)}
   * @param alpha the shapes of the distributions, positive, broadcast
   */
  static Tensor logGamma(Tensor key, Tensor alpha, DataType dtype, long... dims) {
    Tensor a = Shapes.broadcastTo(Ops.cast(alpha, dtype), dims);
    // Of alpha + 1, which a power of a uniform number brings down to alpha.
    Tensor d = Ops.add(a, 2 / 3.0);
    Tensor c = Ops.rsqrt(Ops.multiply(d, 9));
    Tensor chosen = Shapes.zerosLike(a);
    for (int i = CANDIDATES - 1; i >= 0; i--) {
      Tensor x = Random.normal(Distributions.split(key, 2 * i), dtype, dims);
      Tensor root = Ops.add(Ops.multiply(x, c), 1);
      Tensor positive = Ops.greater(root, 0);
      Tensor logV = Ops.multiply(Ops.log(Ops.where(positive, root, 1)), 3);
      Tensor u = Distributions.open(Distributions.split(key, 2 * i + 1), dtype, dims);
      Tensor limit =
          Ops.add(
              Ops.multiply(Ops.square(x), 0.5),
              Ops.multiply(Ops.add(Ops.subtract(1, Ops.exp(logV)), logV), d));
      Tensor accepted = Ops.logicalAnd(positive, Ops.less(Ops.log(u), limit));
      chosen = Ops.where(accepted, logV, chosen);
    }
    Tensor power = Ops.log(Distributions.open(Distributions.split(key, -1), dtype, dims));
    return Ops.add(Ops.add(Ops.log(d), chosen), Ops.divide(power, a));
  }
}
