package io.trihorn.layers.pooling;

/**
 * The largest element of each window over depth, height and width: input {@code (batch, depth,
 * height, width, channels)}.
 */
public final class MaxPooling3D extends MaxPooling<MaxPooling3D> {
  /** Pooling of windows of this extent: one number for all axes or one for each. */
  public MaxPooling3D(int... poolSize) {
    super(3, poolSize);
  }
}
