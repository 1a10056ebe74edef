package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Distributions;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.function.Supplier;

/**
 * Random numbers for a batch of images, each from a fresh key.
 *
 * @param keys gives random keys {@code (2)}
 * @param batch the number of images
 * @param dtype the element type of floats
 */
record Draws(Supplier<Tensor> keys, long batch, DataType dtype) {
  /** A fresh key. */
  public Tensor key() {
    return keys.get();
  }

  /** Uniform floats; where both bounds are equal, the bound. */
  public Tensor uniform(double low, double high, long... dims) {
    return RandomOps.uniform(key(), low, high, dtype, dims);
  }

  /** A uniform float for each image, {@code (batch)}. */
  public Tensor each(double low, double high) {
    return uniform(low, high, batch);
  }

  /** A uniform float of a factor for each image, {@code (batch)}. */
  public Tensor each(Factor factor) {
    return each(factor.lower(), factor.upper());
  }

  /** A uniform float of a factor for each image, shaped as pixels are, {@code (batch, 1, 1, 1)}. */
  public Tensor pixels(Factor factor) {
    return pixels(each(factor));
  }

  /** Something of each image, {@code (batch)}, shaped as pixels are. */
  public static Tensor pixels(Tensor each) {
    return Shapes.reshape(each, each.dim(0), 1, 1, 1);
  }

  /**
   * Whether an image is changed, {@code (batch, 1, 1, 1)}: with a probability that is drawn too.
   */
  public Tensor chance(Factor probability) {
    Tensor drawn = each(probability);
    return pixels(Ops.less(each(0, 1), drawn));
  }

  /** The whole numbers below n, shuffled, int32. */
  public Tensor permutation(long n) {
    Tensor key = key();
    return Distributions.shuffle(key, Shapes.arange(key, n, DataType.INT32), 0);
  }
}
