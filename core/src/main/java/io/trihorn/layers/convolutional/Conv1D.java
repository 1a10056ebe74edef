package io.trihorn.layers.convolutional;

/** Convolution over time: input {@code (batch, steps, channels)}. */
public final class Conv1D extends BaseConv<Conv1D> {
  /** A convolution; the kernel's extent is one number for all axes or one for each. */
  public Conv1D(int filters, int... kernelSize) {
    super(1, filters, kernelSize);
  }
}
