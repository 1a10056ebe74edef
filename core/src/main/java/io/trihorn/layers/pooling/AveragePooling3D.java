package io.trihorn.layers.pooling;

/**
 * The mean of each window, padding not counted, over depth, height and width: input {@code (batch,
 * depth, height, width, channels)}.
 */
public final class AveragePooling3D extends AveragePooling<AveragePooling3D> {
  /** Pooling of windows of this extent: one number for all axes or one for each. */
  public AveragePooling3D(int... poolSize) {
    super(3, poolSize);
  }
}
