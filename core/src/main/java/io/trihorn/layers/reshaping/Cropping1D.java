package io.trihorn.layers.reshaping;

/** Removal of elements over time: input {@code (batch, steps, channels)}. */
public final class Cropping1D extends Cropping<Cropping1D> {
  /** Removal of so many elements: one number for both ends, or a pair. */
  public Cropping1D(int... cropping) {
    super(1, cropping);
  }
}
