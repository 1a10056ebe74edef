package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;

/**
 * Random numbers of the gamma distribution and those made of them, by Marsaglia and Tsang's method
 * (2000): normal numbers, of which a few are rejected. A graph has no loop of unknown length, so
 * there are 8 candidates for each number; that all are rejected happens once in 10^10 times, and
 * then the last one counts. Logarithms are what is drawn, as the numbers themselves vanish where
 * alpha is small.
 */
public final class Gammas {
  private static final int CANDIDATES = 8;

  private Gammas() {}

  /**
   * Logarithms of gamma-distributed numbers of scale 1.
   *
   * @param key a random key {@code (2)}
   * @param alpha the shape of the distribution, positive; broadcast to the result
   */
  public static Tensor logGamma(Tensor key, Tensor alpha, DataType dtype, long... dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    Tensor a = each(alpha, dtype, n, dims);
    Tensor keys = RandomOps.bits(key, 3, 2);
    // Of alpha + 1, which a power of a uniform number brings down to alpha.
    Tensor d = Ops.add(a, 2 / 3.0);
    Tensor c = Ops.rsqrt(Ops.multiply(d, 9));
    Tensor x = RandomOps.normal(Shapes.index(keys, 0, 0), dtype, CANDIDATES, n);
    Tensor u = RandomOps.uniform(Shapes.index(keys, 0, 1), dtype, CANDIDATES, n);
    Tensor root = Ops.add(Ops.multiply(x, c), 1);
    Tensor positive = Ops.greater(root, 0);
    Tensor logV = Ops.multiply(Ops.log(Ops.where(positive, root, 1)), 3);
    Tensor v = Ops.exp(logV);
    Tensor limit =
        Ops.add(
            Ops.multiply(Ops.square(x), 0.5), Ops.multiply(Ops.add(Ops.subtract(1, v), logV), d));
    Tensor accepted = Ops.logicalAnd(positive, Ops.less(Ops.log(Ops.subtract(1, u)), limit));
    Tensor chosen = Shapes.index(logV, 0, CANDIDATES - 1);
    for (int i = CANDIDATES - 2; i >= 0; i--) {
      chosen = Ops.where(Shapes.index(accepted, 0, i), Shapes.index(logV, 0, i), chosen);
    }
    Tensor power = Ops.log(Ops.subtract(1, RandomOps.uniform(Shapes.index(keys, 0, 2), dtype, n)));
    Tensor log = Ops.add(Ops.add(Ops.log(d), chosen), Ops.divide(power, a));
    return Shapes.reshape(log, dims);
  }

  /** One for each number, or a scalar for all. */
  private static Tensor each(Tensor alpha, DataType dtype, long n, long... dims) {
    Tensor a = Ops.cast(alpha, dtype);
    return a.rank() == 0 ? a : Shapes.reshape(Shapes.broadcastTo(a, dims), n);
  }

  /** Beta-distributed numbers, from 0 to 1; alpha and beta are positive and broadcast. */
  public static Tensor beta(Tensor key, Tensor alpha, Tensor beta, DataType dtype, long... dims) {
    Tensor keys = RandomOps.bits(key, 2, 2);
    Tensor first = logGamma(Shapes.index(keys, 0, 0), alpha, dtype, dims);
    Tensor second = logGamma(Shapes.index(keys, 0, 1), beta, dtype, dims);
    return Nn.sigmoid(Ops.subtract(first, second));
  }

  /** Positive numbers of sum 1 along the last axis, of the symmetric Dirichlet distribution. */
  public static Tensor dirichlet(Tensor key, Tensor alpha, DataType dtype, long... dims) {
    return Nn.softmax(logGamma(key, alpha, dtype, dims), -1);
  }
}
