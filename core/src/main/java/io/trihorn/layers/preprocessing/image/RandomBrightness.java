package io.trihorn.layers.preprocessing.image;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Images brighter or darker: a part of the range of values, drawn for each image, is added. See
 * {@link ImageLayer}.
 */
public final class RandomBrightness extends FactorLayer<RandomBrightness> {
  /** By up to so much either way: a part of the range of values, from -1 to 1. */
  public RandomBrightness(double factor) {
    super(-1, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor added = Ops.multiply(draws.pixels(factor()), range().high() - range().low());
    return Transformation.ofColours(x -> range().clip(Ops.add(x, added)));
  }
}
