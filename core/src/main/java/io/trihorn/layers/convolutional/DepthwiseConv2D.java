package io.trihorn.layers.convolutional;

/**
 * Convolution of each channel over height and width: input {@code (batch, height, width,
 * channels)}.
 */
public final class DepthwiseConv2D extends BaseDepthwiseConv<DepthwiseConv2D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public DepthwiseConv2D(int... kernelSize) {
    super(2, kernelSize);
  }
}
