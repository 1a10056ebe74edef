package io.trihorn.layers.convolutional;

/** Transposed convolution over time: input {@code (batch, steps, channels)}. */
public final class Conv1DTranspose extends BaseConvTranspose<Conv1DTranspose> {
  /** A transposed convolution; the kernel's extent is one number for all axes or one for each. */
  public Conv1DTranspose(int filters, int... kernelSize) {
    super(1, filters, kernelSize);
  }
}
