package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** Images sheared at random, each on its own. See {@link WarpLayer}. */
public final class RandomShear extends WarpLayer<RandomShear> {
  private static final Factor.Bounds X = new Factor.Bounds("x_factor", -1, 1);
  private static final Factor.Bounds Y = new Factor.Bounds("y_factor", -1, 1);

  private Factor xFactor = X.of(0);
  private Factor yFactor = Y.of(0);

  /** Nothing is sheared. */
  public RandomShear() {}

  /** How far rows slip for each row below, up to this either way; by default 0. */
  public RandomShear xFactor(double factor) {
    xFactor = X.of(factor);
    return this;
  }

  /** The range of how far rows slip; its sign is drawn too. */
  public RandomShear xFactor(double lower, double upper) {
    xFactor = X.of(lower, upper);
    return this;
  }

  /** How far columns slip for each column to the right, up to this either way; by default 0. */
  public RandomShear yFactor(double factor) {
    yFactor = Y.of(factor);
    return this;
  }

  /** The range of how far columns slip; its sign is drawn too. */
  public RandomShear yFactor(double lower, double upper) {
    yFactor = Y.of(lower, upper);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureWarp(config);
    xFactor = X.configure(config, xFactor);
    yFactor = Y.configure(config, yFactor);
  }

  @Override
  Tensor transforms(Draws draws, long height, long width) {
    Tensor back = Ops.greater(draws.each(0, 1), 0.5);
    Tensor y = draws.each(yFactor);
    Tensor x = draws.each(xFactor);
    Tensor one = ones(x);
    Tensor zero = zeros(x);
    return affine(
        one,
        Ops.where(back, Ops.negative(x), x),
        zero,
        Ops.where(back, Ops.negative(y), y),
        one,
        zero);
  }
}
