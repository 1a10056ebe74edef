package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Images whose values become negative above a threshold: in the range from 0 to 255 something is
 * added, and what then reaches the threshold is taken from 255. As in Keras, factors give numbers
 * between {@code lower} and {@code 255 upper}. See {@link ImageLayer}.
 */
public final class Solarization extends ColourLayer<Solarization> {
  private static final Factor.Bounds ADDITION = new Factor.Bounds("addition_factor", 0, 1);
  private static final Factor.Bounds THRESHOLD = new Factor.Bounds("threshold_factor", 0, 1);

  private Factor addition = ADDITION.of(0);
  private Factor threshold = THRESHOLD.of(0);

  /** Nothing is added, and the threshold is 0, so that all values become negative. */
  public Solarization() {}

  /** What is added, up to this part of 255; by default 0. */
  public Solarization additionFactor(double factor) {
    addition = ADDITION.of(factor);
    return this;
  }

  /** The range of what is added. */
  public Solarization additionFactor(double lower, double upper) {
    addition = ADDITION.of(lower, upper);
    return this;
  }

  /** The threshold, up to this part of 255; by default 0. */
  public Solarization thresholdFactor(double factor) {
    threshold = THRESHOLD.of(factor);
    return this;
  }

  /** The range of the threshold. */
  public Solarization thresholdFactor(double lower, double upper) {
    threshold = THRESHOLD.of(lower, upper);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    addition = ADDITION.configure(config, addition);
    threshold = THRESHOLD.configure(config, threshold);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor added = Draws.pixels(draws.each(addition.lower(), addition.upper() * 255));
    Tensor limit = Draws.pixels(draws.each(threshold.lower(), threshold.upper() * 255));
    return Transformation.ofColours(
        x -> {
          Tensor bytes = range().to(ValueRange.BYTES, x);
          Tensor sum = Ops.clip(Ops.add(bytes, added), 0, 255);
          Tensor result = Ops.where(Ops.less(sum, limit), sum, Ops.subtract(255, sum));
          return ValueRange.BYTES.to(range(), result);
        });
  }
}
