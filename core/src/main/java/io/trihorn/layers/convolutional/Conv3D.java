package io.trihorn.layers.convolutional;

/**
 * Convolution over depth, height and width: input {@code (batch, depth, height, width, channels)}.
 */
public final class Conv3D extends BaseConv<Conv3D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public Conv3D(int filters, int... kernelSize) {
    super(3, filters, kernelSize);
  }
}
