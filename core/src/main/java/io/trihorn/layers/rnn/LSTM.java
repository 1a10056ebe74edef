package io.trihorn.layers.rnn;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997). Weights as of {@link LSTMCell}; states
 * {@code h} and {@code c}.
 */
public final class LSTM extends CellRnn<LSTM, LSTMCell> {
  /** A layer with this many units. */
  public LSTM(int units) {
    super(new LSTMCell(units));
  }

  /** The activation of the gates by Keras's name; by default {@code sigmoid}. */
  public LSTM recurrentActivation(String name) {
    cell().recurrentActivation(name);
    return this;
  }

  /** Whether the forget gate's bias starts at 1; by default it does. */
  public LSTM unitForgetBias(boolean value) {
    cell().unitForgetBias(value);
    return this;
  }
}
