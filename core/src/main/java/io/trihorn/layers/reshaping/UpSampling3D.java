package io.trihorn.layers.reshaping;

import io.trihorn.layers.base.DataFormatted;

/**
 * Repetition of elements over depth, height and width: input {@code (batch, depth, height, width,
 * channels)}.
 */
public final class UpSampling3D extends UpSampling<UpSampling3D> implements DataFormatted {
  /** So many times: one number for all axes or one for each. */
  public UpSampling3D(int... size) {
    super(3, size);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public UpSampling3D dataFormat(String name) {
    return setDataFormat(name);
  }
}
