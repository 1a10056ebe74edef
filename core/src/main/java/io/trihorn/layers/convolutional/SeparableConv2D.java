package io.trihorn.layers.convolutional;

/** Separable convolution over height and width: input {@code (batch, height, width, channels)}. */
public final class SeparableConv2D extends BaseSeparableConv<SeparableConv2D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public SeparableConv2D(int filters, int... kernelSize) {
    super(2, filters, kernelSize);
  }
}
