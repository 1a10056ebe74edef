package io.trihorn.layers.convolutional;

/** Transposed convolution over height and width: input {@code (batch, height, width, channels)}. */
public final class Conv2DTranspose extends BaseConvTranspose<Conv2DTranspose> {
  /** A transposed convolution; the kernel's extent is one number for all axes or one for each. */
  public Conv2DTranspose(int filters, int... kernelSize) {
    super(2, filters, kernelSize);
  }
}
