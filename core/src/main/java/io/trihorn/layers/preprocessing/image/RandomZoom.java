package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Images enlarged or reduced around their middle, each on its own: by -0.2 an image shows 80
 * percent of itself, larger; by 0.2 it is smaller, with what the fill mode says around it. See
 * {@link WarpLayer}.
 */
public final class RandomZoom extends WarpLayer<RandomZoom> {
  // At -1 nothing would be left of an image.
  private static final double LEAST = Math.nextUp(-1.0);

  private final PairedFactor heightFactor = new PairedFactor("height_factor", LEAST);
  private final PairedFactor widthFactor = new PairedFactor("width_factor", LEAST);

  /** By up to this, either way; height and width alike, so that proportions stay. */
  public RandomZoom(double heightFactor) {
    this.heightFactor.set(heightFactor);
  }

  /** The range of the factor of the height, and of the width unless it has one of its own. */
  public RandomZoom heightFactor(double lower, double upper) {
    heightFactor.set(lower, upper);
    return this;
  }

  /** A factor of the width of its own, up to this either way. */
  public RandomZoom widthFactor(double factor) {
    widthFactor.set(factor);
    return this;
  }

  /** The range of a factor of the width of its own. */
  public RandomZoom widthFactor(double lower, double upper) {
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
    Tensor tall = Ops.add(draws.each(heightFactor.range()), 1);
    Tensor wide = widthFactor.isSet() ? Ops.add(draws.each(widthFactor.range()), 1) : tall;
    Tensor zero = zeros(tall);
    Tensor right = scaled(Ops.subtract(1, wide), (width - 1) / 2.0);
    Tensor down = scaled(Ops.subtract(1, tall), (height - 1) / 2.0);
    return affine(wide, zero, right, zero, tall, down);
  }
}
