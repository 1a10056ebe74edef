package io.trihorn.layers.rnn;

/** Convolutional LSTM over one spatial axis. */
public final class ConvLSTM1D extends ConvLSTM<ConvLSTM1D> {
  /** A layer; the kernel's extent is one number for all axes or one for each. */
  public ConvLSTM1D(int filters, int... kernelSize) {
    super(1, filters, kernelSize);
  }
}
