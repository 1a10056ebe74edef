package io.trihorn.layers.regularization;

import io.trihorn.layers.base.DataFormatted;

/**
 * Dropout of whole channels over depth, height and width: input {@code (batch, depth, height,
 * width, channels)}.
 */
public final class SpatialDropout3D extends SpatialDropout<SpatialDropout3D>
    implements DataFormatted {
  /** A layer with this rate, from 0 to 1. */
  public SpatialDropout3D(double rate) {
    super(3, rate);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public SpatialDropout3D dataFormat(String name) {
    return setDataFormat(name);
  }
}
