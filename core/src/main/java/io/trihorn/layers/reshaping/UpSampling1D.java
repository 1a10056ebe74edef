package io.trihorn.layers.reshaping;

/** Repetition of elements over time: input {@code (batch, steps, channels)}. */
public final class UpSampling1D extends UpSampling<UpSampling1D> {
  /** So many times: one number for all axes or one for each. */
  public UpSampling1D(int... size) {
    super(1, size);
  }
}
