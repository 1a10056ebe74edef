package io.trihorn.layers.rnn;

/** Convolutional LSTM over depth, height and width. */
public final class ConvLSTM3D extends ConvLSTM<ConvLSTM3D> {
  /** A layer; the kernel's extent is one number for all axes or one for each. */
  public ConvLSTM3D(int filters, int... kernelSize) {
    super(3, filters, kernelSize);
  }
}
