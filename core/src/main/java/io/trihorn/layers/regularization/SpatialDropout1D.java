package io.trihorn.layers.regularization;

/** Dropout of whole channels over time: input {@code (batch, steps, channels)}. */
public final class SpatialDropout1D extends SpatialDropout<SpatialDropout1D> {
  /** A layer with this rate, from 0 to 1. */
  public SpatialDropout1D(double rate) {
    super(1, rate);
  }
}
