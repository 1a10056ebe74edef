package io.trihorn.layers.rnn;

/** Convolutional LSTM over height and width. */
public final class ConvLSTM2D extends ConvLSTM<ConvLSTM2D> {
  /** A layer; the kernel's extent is one number for all axes or one for each. */
  public ConvLSTM2D(int filters, int... kernelSize) {
    super(2, filters, kernelSize);
  }
}
