package io.trihorn.layers.pooling;

/** The largest element of each window over time: input {@code (batch, steps, channels)}. */
public final class MaxPooling1D extends MaxPooling<MaxPooling1D> {
  /** Pooling of windows of this extent: one number for all axes or one for each. */
  public MaxPooling1D(int... poolSize) {
    super(1, poolSize);
  }
}
