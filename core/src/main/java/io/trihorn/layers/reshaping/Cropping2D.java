package io.trihorn.layers.reshaping;

import io.trihorn.layers.base.DataFormatted;

/** Removal of elements over height and width: input {@code (batch, height, width, channels)}. */
public final class Cropping2D extends Cropping<Cropping2D> implements DataFormatted {
  /**
   * Removal of so many elements: one number for all, one for each axis, or a pair for each axis in
   * turn.
   */
  public Cropping2D(int... cropping) {
    super(2, cropping);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public Cropping2D dataFormat(String name) {
    return setDataFormat(name);
  }
}
