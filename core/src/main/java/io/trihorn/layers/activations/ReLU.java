package io.trihorn.layers.activations;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * {@code x} above a threshold, up to a largest value, and {@code negativeSlope * (x - threshold)}
 * below.
 */
public final class ReLU extends FluentLayer<ReLU> {
  private Double maxValue;
  private double negativeSlope;
  private double threshold;

  /** A layer with default attributes: {@code max(x, 0)}. */
  public ReLU() {}

  /** The largest value; by default there is none. */
  public ReLU maxValue(double value) {
    maxValue = value;
    return this;
  }

  /** The slope below the threshold; by default 0. */
  public ReLU negativeSlope(double value) {
    negativeSlope = value;
    return this;
  }

  /** Where the values begin that pass unchanged; by default 0. */
  public ReLU threshold(double value) {
    threshold = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    maxValue = config.nullableNumber("max_value", maxValue);
    negativeSlope = config.number("negative_slope", negativeSlope);
    threshold = config.number("threshold", threshold);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = threshold == 0 ? Nn.relu(x) : Ops.where(Ops.greater(x, threshold), x, 0);
    if (maxValue != null) {
      y = Ops.clip(y, 0, maxValue);
    }
    if (negativeSlope != 0) {
      // Integers without a sign have no negative of themselves.
      Tensor below = Nn.relu(Ops.subtract(threshold, Ops.cast(x, DTypes.floating(x.dtype()))));
      y = Ops.subtract(y, Ops.multiply(below, negativeSlope));
    }
    return y;
  }
}
