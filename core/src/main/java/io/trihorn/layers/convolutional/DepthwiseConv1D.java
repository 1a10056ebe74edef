package io.trihorn.layers.convolutional;

/** Convolution of each channel over time: input {@code (batch, steps, channels)}. */
public final class DepthwiseConv1D extends BaseDepthwiseConv<DepthwiseConv1D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public DepthwiseConv1D(int... kernelSize) {
    super(1, kernelSize);
  }
}
