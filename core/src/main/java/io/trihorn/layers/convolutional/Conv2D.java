package io.trihorn.layers.convolutional;

/** Convolution over height and width: input {@code (batch, height, width, channels)}. */
public final class Conv2D extends BaseConv<Conv2D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public Conv2D(int filters, int... kernelSize) {
    super(2, filters, kernelSize);
  }
}
