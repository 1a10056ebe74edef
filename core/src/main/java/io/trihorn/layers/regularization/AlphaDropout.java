package io.trihorn.layers.regularization;

import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Tensor;

/**
 * Dropout that keeps mean and variance of what goes through {@code selu}: in training, dropped
 * elements become that function's lowest value, and all are scaled and shifted back (Klambauer et
 * al., 2017).
 */
public final class AlphaDropout extends BaseDropout<AlphaDropout> {
  // selu's constants: its lowest value is -SCALE * ALPHA.
  private static final double ALPHA = 1.6732632423543772;
  private static final double SCALE = 1.0507009873554805;

  /** A layer with this rate, from 0 to 1. */
  public AlphaDropout(double rate) {
    super(rate);
  }

  @Override
  protected Tensor disturb(Tensor x, Tensor key) {
    double lowest = -ALPHA * SCALE;
    double rate = strength();
    double a = 1 / Math.sqrt((1 - rate) * (1 + rate * lowest * lowest));
    double b = -a * lowest * rate;
    Tensor kept = RandomOps.bernoulli(key, 1 - rate, noiseDims(x));
    return Ops.add(Ops.multiply(Ops.where(kept, x, lowest), a), b);
  }
}
