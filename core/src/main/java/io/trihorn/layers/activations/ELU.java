package io.trihorn.layers.activations;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** {@code x} above 0, else {@code alpha * (e^x - 1)}. */
public final class ELU extends FluentLayer<ELU> {
  private double alpha = 1;

  /** A layer with default attributes. */
  public ELU() {}

  /** The factor below 0; by default 1. */
  public ELU alpha(double value) {
    alpha = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    alpha = config.number("alpha", alpha);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    // Above 0 the exponential would overflow, and its gradient with it.
    Tensor negative = Ops.multiply(Ops.expm1(Ops.minimum(x, 0)), alpha);
    return Ops.where(Ops.greater(x, 0), x, negative);
  }
}
