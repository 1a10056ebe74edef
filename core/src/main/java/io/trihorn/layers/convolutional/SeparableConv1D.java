package io.trihorn.layers.convolutional;

/** Separable convolution over time: input {@code (batch, steps, channels)}. */
public final class SeparableConv1D extends BaseSeparableConv<SeparableConv1D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public SeparableConv1D(int filters, int... kernelSize) {
    super(1, filters, kernelSize);
  }
}
