package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import java.util.List;

/**
 * Random tensors of further distributions, under the names of {@code keras.random}; keys and their
 * promise as in {@link RandomOps}.
 */
public final class Distributions {
  private Distributions() {}

  /** Normal floats of a mean and a standard deviation. */
  public static Tensor normal(
      Tensor key, double mean, double stddev, DataType dtype, long... dims) {
    return Ops.add(Ops.multiply(RandomOps.normal(key, dtype, dims), stddev), mean);
  }

  /** Normal floats less than two standard deviations from the mean. */
  public static Tensor truncatedNormal(
      Tensor key, double mean, double stddev, DataType dtype, long... dims) {
    // The share of a normal distribution within two deviations.
    double share = 0.9544997361036416;
    Tensor u = RandomOps.uniform(key, -share, share, dtype, dims);
    Tensor x = Ops.multiply(Special.erfinv(u), Math.sqrt(2) * stddev);
    return Ops.add(Ops.clip(x, -2 * stddev, 2 * stddev), mean);
  }

  /** Integers uniform from {@code low} (inclusive) to {@code high} (exclusive). */
  public static Tensor randint(Tensor key, int low, int high, DataType dtype, long... dims) {
    if (high <= low || (long) high - low > 1L << 31) {
      throw new ShapeException(
          "randint: there should be from 1 to 2^31 numbers from " + low + " to " + high);
    }
    Tensor bits = Ops.cast(RandomOps.bits(key, dims), DataType.INT64);
    Tensor positive = Integers.bitwiseAnd(bits, bits.scalar(0xffffffffL));
    Tensor scaled = Ops.multiply(positive, (double) high - low);
    Tensor part = Integers.rightShift(scaled, scaled.scalar(32));
    return Ops.cast(Ops.add(part, low), dtype);
  }

  /**
   * Places drawn by unnormalized log probabilities {@code (batch, classes)}: {@code (batch, n)}.
   */
  public static Tensor categorical(Tensor key, Tensor logits, long samples) {
    Tensor f = Ops.floating(logits);
    Tensor u = open(key, f.dtype(), f.dim(0), samples, f.dim(1));
    Tensor gumbel = Ops.negative(Ops.log(Ops.negative(Ops.log(u))));
    return Ops.argmax(Ops.add(gumbel, Shapes.expandDims(f, 1)), -1);
  }

  /** Uniform in (0, 1): no logarithm of it is infinite or 0. */
  private static Tensor open(Tensor key, DataType dtype, long... dims) {
    return Ops.add(Ops.multiply(RandomOps.uniform(key, dtype, dims), 1 - 0x1p-23), 0x1p-25);
  }

  /** The slices along an axis in random order. */
  public static Tensor shuffle(Tensor key, Tensor x, int axis) {
    Tensor order = Sorting.argsort(RandomOps.bits(key, x.dim(axis)), 0);
    return Shapes.take(x, order, axis);
  }

  /** Gamma floats of scale 1 and of shapes alpha, which are broadcast; see {@link Gammas}. */
  public static Tensor gamma(Tensor key, Tensor alpha, DataType dtype, long... dims) {
    return Ops.exp(Gammas.logGamma(key, alpha, dtype, dims));
  }

  /** Beta floats of shapes alpha and beta, which are broadcast; see {@link Gammas}. */
  public static Tensor beta(Tensor key, Tensor alpha, Tensor beta, DataType dtype, long... dims) {
    return Gammas.beta(key, alpha, beta, dtype, dims);
  }

  /**
   * How many of {@code counts} trials succeed with a probability, both broadcast; float counts.
   * Halves the trials at the beta-distributed middle one of their uniform numbers (Relles, 1972),
   * 24 times, which covers counts below 2^24.
   */
  public static Tensor binomial(
      Tensor key, Tensor counts, Tensor probabilities, DataType dtype, long... dims) {
    Tensor n = Shapes.broadcastTo(Ops.cast(counts, dtype), dims);
    Tensor p = Shapes.broadcastTo(Ops.cast(probabilities, dtype), dims);
    List<Tensor> start = List.of(n, p, Shapes.zerosLike(n));
    Core.LoopBody half =
        (loop, index, now) -> {
          Tensor left = now.get(0);
          Tensor share = now.get(1);
          Tensor open = Ops.greater(left, 0);
          Tensor trials = Ops.where(open, left, 1);
          Tensor middle = Ops.floor(Ops.divide(Ops.add(trials, 1), 2));
          Tensor rest = Ops.subtract(Ops.add(trials, 1), middle);
          Tensor own = Ops.add(loop.capture(key), Ops.multiply(index, 7919));
          Tensor at = beta(own, middle, rest, dtype, dims);
          Tensor below = Ops.lessEqual(at, share);
          Tensor above = Logic.divideNoNan(Ops.subtract(share, at), Ops.subtract(1, at));
          Tensor within = Logic.divideNoNan(share, at);
          Tensor next = Ops.where(below, Ops.subtract(trials, middle), Ops.subtract(middle, 1));
          Tensor found = Ops.where(Ops.logicalAnd(open, below), middle, 0);
          return List.of(
              Ops.where(open, next, 0),
              Ops.clip(Ops.where(below, above, within), 0, 1),
              Ops.add(now.get(2), found));
        };
    return Core.foriLoop(0, 24, start, half).get(2);
  }
}
