package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** Images shifted at random, each on its own. See {@link WarpLayer}. */
public final class RandomTranslation extends WarpLayer<RandomTranslation> {
  private final PairedFactor heightFactor = new PairedFactor("height_factor", -1);
  private final PairedFactor widthFactor = new PairedFactor("width_factor", -1);

  /** By up to these parts of height and width, either way. */
  public RandomTranslation(double heightFactor, double widthFactor) {
    this.heightFactor.set(heightFactor);
    this.widthFactor.set(widthFactor);
  }

  /** The range of the shift, in parts of the height; positive ones shift down. */
  public RandomTranslation heightFactor(double lower, double upper) {
    heightFactor.set(lower, upper);
    return this;
  }

  /** The range of the shift, in parts of the width; positive ones shift to the right. */
  public RandomTranslation widthFactor(double lower, double upper) {
    widthFactor.set(lower, upper);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureWarp(config);
    heightFactor.configure(config);
    widthFactor.configure(config);
  }

  @Override
  Tensor transforms(Draws draws, long height, long width) {
    Tensor down = scaled(draws.each(heightFactor.range()), height);
    Tensor right = scaled(draws.each(widthFactor.range()), width);
    Tensor one = ones(down);
    Tensor zero = zeros(down);
    return affine(one, zero, Ops.negative(right), zero, one, Ops.negative(down));
  }
}
