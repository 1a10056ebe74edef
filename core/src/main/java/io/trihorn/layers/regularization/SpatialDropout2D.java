package io.trihorn.layers.regularization;

import io.trihorn.layers.base.DataFormatted;

/**
 * Dropout of whole channels over height and width: input {@code (batch, height, width, channels)}.
 */
public final class SpatialDropout2D extends SpatialDropout<SpatialDropout2D>
    implements DataFormatted {
  /** A layer with this rate, from 0 to 1. */
  public SpatialDropout2D(double rate) {
    super(2, rate);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public SpatialDropout2D dataFormat(String name) {
    return setDataFormat(name);
  }
}
