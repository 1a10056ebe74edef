package io.trihorn.layers.pooling;

/**
 * The mean of each window, padding not counted, over height and width: input {@code (batch, height,
 * width, channels)}.
 */
public final class AveragePooling2D extends AveragePooling<AveragePooling2D> {
  /** Pooling of windows of this extent: one number for all axes or one for each. */
  public AveragePooling2D(int... poolSize) {
    super(2, poolSize);
  }
}
