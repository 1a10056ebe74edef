package io.trihorn.layers.preprocessing.image;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Images of other contrast: {@code (x - mean) * c + mean}, the mean that of each channel of each
 * image, and c drawn for each image between {@code 1 - lower} and {@code 1 + upper}. See {@link
 * ImageLayer}.
 */
public final class RandomContrast extends FactorLayer<RandomContrast> {
  /** As in Keras, one number means the range from 0 to it, so that contrast only rises. */
  public RandomContrast(double factor) {
    super(0, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor contrast = Draws.pixels(draws.each(1 - factor().lower(), 1 + factor().upper()));
    return Transformation.ofColours(
        x -> {
          Tensor mean = Ops.meanKeep(x, 1, 2);
          return range().clip(Ops.add(Ops.multiply(Ops.subtract(x, mean), contrast), mean));
        });
  }
}
