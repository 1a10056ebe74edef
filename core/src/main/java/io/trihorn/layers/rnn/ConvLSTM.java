package io.trihorn.layers.rnn;

import io.trihorn.layers.base.DataFormatted;

/**
 * An {@link LSTM} whose products are convolutions over one to three spatial axes (Shi et al.,
 * 2015).
 *
 * <p>Input {@code (batch, time, spatial..., channels)}, output {@code (batch, spatial...,
 * filters)}, with a time axis if sequences are wanted; with channels before the spatial axes where
 * {@code data_format} is {@code channels_first}. Weights: {@code kernel (kernelSize..., channels, 4
 * filters)}, {@code recurrent_kernel (kernelSize..., filters, 4 filters)}, {@code bias (4
 * filters)}.
 *
 * @param <L> the layer's own class
 */
public abstract class ConvLSTM<L extends ConvLSTM<L>> extends CellRnn<L, ConvLSTMCell>
    implements DataFormatted {
  ConvLSTM(int axes, int filters, int... kernelSize) {
    super(new ConvLSTMCell(axes, filters, kernelSize));
  }

  /** Steps of the input's window, one for all axes or one for each; by default 1. */
  public final L strides(int... values) {
    cell().strides(values);
    return self();
  }

  /** {@code valid} (the default) or {@code same}, for the input; the state's is {@code same}. */
  public final L padding(String name) {
    cell().padding(name);
    return self();
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    cell().dataFormat(name);
    return self();
  }

  /** Distance between the taps of the input's kernel; by default 1. */
  public final L dilationRate(int... values) {
    cell().dilationRate(values);
    return self();
  }

  /** The activation of the gates by Keras's name; by default {@code sigmoid}. */
  public final L recurrentActivation(String name) {
    cell().recurrentActivation(name);
    return self();
  }

  /** Whether the forget gate's bias starts at 1; by default it does. */
  public final L unitForgetBias(boolean value) {
    cell().unitForgetBias(value);
    return self();
  }
}
