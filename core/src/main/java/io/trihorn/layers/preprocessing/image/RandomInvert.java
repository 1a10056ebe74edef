package io.trihorn.layers.preprocessing.image;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Negatives of images, {@code high - x}, with a probability, each image on its own. See {@link
 * ImageLayer}.
 */
public final class RandomInvert extends FactorLayer<RandomInvert> {
  /** With a probability that is itself drawn from 0 to this. */
  public RandomInvert(double factor) {
    super(0, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor inverted = draws.chance(factor());
    return Transformation.ofColours(x -> Ops.where(inverted, Ops.subtract(range().high(), x), x));
  }
}
