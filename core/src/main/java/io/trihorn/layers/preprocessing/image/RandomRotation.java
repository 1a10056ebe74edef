package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** Images turned around their middle, each by a random angle. See {@link WarpLayer}. */
public final class RandomRotation extends WarpLayer<RandomRotation> {
  private static final Factor.Bounds BOUNDS = new Factor.Bounds("factor", -1, 1);

  private Factor factor;

  /** By up to this part of a full turn, either way. */
  public RandomRotation(double factor) {
    this.factor = BOUNDS.of(factor);
  }

  /** The range of the angle, in full turns; positive ones turn counter-clockwise. */
  public RandomRotation factor(double lower, double upper) {
    factor = BOUNDS.of(lower, upper);
    return this;
  }

  RandomRotation factor(Factor value) {
    factor = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureWarp(config);
    factor = BOUNDS.configure(config, factor);
  }

  @Override
  Tensor transforms(Draws draws, long height, long width) {
    Tensor angle = scaled(draws.each(factor), 2 * Math.PI);
    Tensor cos = Ops.cos(angle);
    Tensor sin = Ops.sin(angle);
    double x = (width - 1) / 2.0;
    double y = (height - 1) / 2.0;
    Tensor right = Ops.add(Ops.subtract(scaled(sin, y), scaled(cos, x)), x);
    Tensor down = Ops.subtract(y, Ops.add(scaled(sin, x), scaled(cos, y)));
    return affine(cos, Ops.negative(sin), right, sin, cos, down);
  }
}
