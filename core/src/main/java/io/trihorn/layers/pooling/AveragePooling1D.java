package io.trihorn.layers.pooling;

/**
 * The mean of each window, padding not counted, over time: input {@code (batch, steps, channels)}.
 */
public final class AveragePooling1D extends AveragePooling<AveragePooling1D> {
  /** Pooling of windows of this extent: one number for all axes or one for each. */
  public AveragePooling1D(int... poolSize) {
    super(1, poolSize);
  }
}
