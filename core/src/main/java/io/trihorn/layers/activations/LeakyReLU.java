package io.trihorn.layers.activations;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** {@code x} where it is not negative, else {@code negativeSlope * x}. */
public final class LeakyReLU extends FluentLayer<LeakyReLU> {
  private double negativeSlope = 0.3;

  /** A layer with default attributes. */
  public LeakyReLU() {}

  /** The factor below 0; by default 0.3. */
  public LeakyReLU negativeSlope(double value) {
    negativeSlope = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    negativeSlope = config.number("negative_slope", negativeSlope);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return Ops.where(Ops.greaterEqual(x, 0), x, Ops.multiply(x, negativeSlope));
  }
}
