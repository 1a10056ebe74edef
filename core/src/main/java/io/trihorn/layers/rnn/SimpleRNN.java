package io.trihorn.layers.rnn;

import io.trihorn.config.Config;

/** A recurrent layer without gates. Weights as of {@link SimpleRNNCell}; state {@code h}. */
public final class SimpleRNN extends CellRnn<SimpleRNN, SimpleRNNCell> {
  /** A layer with this many units. */
  public SimpleRNN(int units) {
    super(new SimpleRNNCell(units));
  }

  /** Keras does not write the seed of this layer. */
  @Override
  protected void configureSeed(Config config) {
    if (config.reading()) {
      super.configureSeed(config);
    }
  }
}
