package io.trihorn.layers.pooling;

/**
 * The largest element of each window over height and width: input {@code (batch, height, width,
 * channels)}.
 */
public final class MaxPooling2D extends MaxPooling<MaxPooling2D> {
  /** Pooling of windows of this extent: one number for all axes or one for each. */
  public MaxPooling2D(int... poolSize) {
    super(2, poolSize);
  }
}
