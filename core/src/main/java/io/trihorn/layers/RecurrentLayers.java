package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.rnn.LSTM;
import io.trihorn.layers.rnn.LSTMCell;

/** The registry rows and factories of {@code layers.rnn}. */
abstract class RecurrentLayers extends PoolingLayers {
  static void addTo(Registry<Layer> registry) {
    registry.add("LSTM", () -> new LSTM(1)).add("LSTMCell", () -> new LSTMCell(1));
  }

  /** Long short-term memory. */
  public static LSTM lstm(int units) {
    return new LSTM(units);
  }

  /** One step of long short-term memory. */
  public static LSTMCell lstmCell(int units) {
    return new LSTMCell(units);
  }
}
