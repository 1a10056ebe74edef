package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Random tensors from an int32 key {@code (2)}: a seed and a counter. The same key gives the same
 * numbers on every engine (normal ones up to rounding of the logarithm and cosine). Named as in
 * {@code keras.random}.
 */
public final class RandomOps {
  private static final double STEP = 0x1p-24;

  private RandomOps() {}

  /** Random 32-bit integers. */
  public static Tensor bits(Tensor key, long... dims) {
    return new RandomBits(new Shape(dims)).applyOne(key);
  }

  /** Floats uniform in {@code [0, 1)}, multiples of 2^-24. */
  public static Tensor uniform(Tensor key, DataType dtype, long... dims) {
    Tensor top = RandomBits.shiftRightLogical(bits(key, dims), 8);
    return Ops.multiply(Ops.cast(top, dtype), STEP);
  }

  /** Floats uniform in {@code [low, high)}. */
  public static Tensor uniform(Tensor key, double low, double high, DataType dtype, long... dims) {
    return Ops.add(Ops.multiply(uniform(key, dtype, dims), high - low), low);
  }

  /** Normal floats of mean 0 and standard deviation 1, by Box and Muller's transform. */
  public static Tensor normal(Tensor key, DataType dtype, long... dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    Tensor both = uniform(key, dtype, 2, n);
    // 1 - u is never 0, so the logarithm is finite.
    Tensor radius = Ops.sqrt(Ops.multiply(Ops.log(Ops.subtract(1, Shapes.index(both, 0, 0))), -2));
    Tensor angle = Ops.multiply(Shapes.index(both, 0, 1), 2 * Math.PI);
    return Shapes.reshape(Ops.multiply(radius, Ops.cos(angle)), dims);
  }

  /** Booleans that hold with this probability, each on its own. */
  public static Tensor bernoulli(Tensor key, double probability, long... dims) {
    Tensor bits = bits(key, dims);
    if (probability >= 1) {
      return Shapes.full(key, 1, DataType.BOOLEAN, dims);
    }
    // Of the 2^32 values of the bits, those below the limit.
    double limit = Math.rint(Math.max(probability, 0) * 0x1p32) - 0x1p31;
    return Ops.less(bits, bits.scalar(limit));
  }

  /**
   * Inverted dropout, as {@code keras.random.dropout}: elements become 0 with probability {@code
   * rate}, the others are divided by {@code 1 - rate}.
   *
   * @param noiseDims the shape in which elements are dropped together, broadcast to that of x
   */
  public static Tensor dropout(Tensor x, double rate, Tensor key, long... noiseDims) {
    Tensor kept = bernoulli(key, 1 - rate, noiseDims);
    return Ops.where(kept, Ops.multiply(x, 1 / (1 - rate)), 0);
  }
}
