package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Images stretched over the whole range of values, each channel of each image on its own; a channel
 * of one value stays. It acts at all times. See {@link ImageLayer}.
 */
public final class AutoContrast extends ImageLayer<AutoContrast> {
  private ValueRange range = ValueRange.BYTES;

  /** Of pixels between 0 and 255. */
  public AutoContrast() {}

  /** What pixels are between; by default 0 and 255. */
  public AutoContrast valueRange(double low, double high) {
    range = ValueRange.of(low, high);
    return this;
  }

  AutoContrast range(ValueRange value) {
    range = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureImages(config);
    range = ValueRange.configure(config, range);
  }

  @Override
  boolean isRandom() {
    return false;
  }

  @Override
  boolean acts(Call call) {
    return true;
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    return Transformation.ofColours(
        x -> {
          Tensor low = Ops.minKeep(x, 1, 2);
          Tensor spread = Ops.subtract(Ops.maxKeep(x, 1, 2), low);
          Tensor flat = Ops.equal(spread, 0);
          Tensor unit = Ops.divide(Ops.subtract(x, low), Ops.where(flat, 1, spread));
          return Ops.where(flat, x, ValueRange.UNIT.to(range, Ops.clip(unit, 0, 1)));
        });
  }
}
