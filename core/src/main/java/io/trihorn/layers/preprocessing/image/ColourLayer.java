package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;

/**
 * A layer that changes the values of pixels, at random, within a {@code value_range}.
 *
 * @param <L> the layer's own class
 */
public abstract class ColourLayer<L extends ColourLayer<L>> extends RandomImageLayer<L> {
  private ValueRange range = ValueRange.BYTES;

  /** A layer of pixels between 0 and 255. */
  protected ColourLayer() {}

  /** What pixels are between; by default 0 and 255. */
  public final L valueRange(double low, double high) {
    range = ValueRange.of(low, high);
    return self();
  }

  final ValueRange range() {
    return range;
  }

  final void setRange(ValueRange value) {
    range = value;
  }

  /** The attributes of random image layers, and the range of values. */
  final void configureColours(Config config) {
    configureRandom(config);
    range = ValueRange.configure(config, range);
  }
}
