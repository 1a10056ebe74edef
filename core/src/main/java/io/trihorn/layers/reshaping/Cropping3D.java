package io.trihorn.layers.reshaping;

import io.trihorn.layers.base.DataFormatted;

/**
 * Removal of elements over depth, height and width: input {@code (batch, depth, height, width,
 * channels)}.
 */
public final class Cropping3D extends Cropping<Cropping3D> implements DataFormatted {
  /**
   * Removal of so many elements: one number for all, one for each axis, or a pair for each axis in
   * turn.
   */
  public Cropping3D(int... cropping) {
    super(3, cropping);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public Cropping3D dataFormat(String name) {
    return setDataFormat(name);
  }
}
