package io.trihorn.layers.convolutional;

/**
 * Transposed convolution over depth, height and width: input {@code (batch, depth, height, width,
 * channels)}.
 */
public final class Conv3DTranspose extends BaseConvTranspose<Conv3DTranspose> {
  /** A transposed convolution; the kernel's extent is one number for all axes or one for each. */
  public Conv3DTranspose(int filters, int... kernelSize) {
    super(3, filters, kernelSize);
  }
}
