package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.rnn.BaseRnn;
import io.trihorn.layers.rnn.Bidirectional;
import io.trihorn.layers.rnn.ConvLSTM1D;
import io.trihorn.layers.rnn.ConvLSTM2D;
import io.trihorn.layers.rnn.ConvLSTM3D;
import io.trihorn.layers.rnn.GRU;
import io.trihorn.layers.rnn.GRUCell;
import io.trihorn.layers.rnn.LSTM;
import io.trihorn.layers.rnn.LSTMCell;
import io.trihorn.layers.rnn.RNN;
import io.trihorn.layers.rnn.RnnCell;
import io.trihorn.layers.rnn.SimpleRNN;
import io.trihorn.layers.rnn.SimpleRNNCell;
import io.trihorn.layers.rnn.StackedRNNCells;
import io.trihorn.layers.rnn.TimeDistributed;
import java.util.List;

/** The registry rows and factories of {@code layers.rnn}, which {@link Layers} inherits. */
public abstract class RecurrentLayers extends PoolingLayers {
  RecurrentLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("LSTM", () -> new LSTM(1))
        .add("LSTMCell", () -> new LSTMCell(1))
        .add("GRU", () -> new GRU(1))
        .add("GRUCell", () -> new GRUCell(1))
        .add("SimpleRNN", () -> new SimpleRNN(1))
        .add("SimpleRNNCell", () -> new SimpleRNNCell(1))
        .add("ConvLSTM1D", () -> new ConvLSTM1D(1, 1))
        .add("ConvLSTM2D", () -> new ConvLSTM2D(1, 1))
        .add("ConvLSTM3D", () -> new ConvLSTM3D(1, 1))
        .add("RNN", () -> new RNN(registry, null))
        .add("StackedRNNCells", () -> new StackedRNNCells(registry, List.of()))
        .add("Bidirectional", () -> new Bidirectional(registry, null))
        .add("TimeDistributed", () -> new TimeDistributed(registry, null));
  }

  /** Long short-term memory. */
  public static LSTM lstm(int units) {
    return new LSTM(units);
  }

  /** One step of {@link LSTM}. */
  public static LSTMCell lstmCell(int units) {
    return new LSTMCell(units);
  }

  /** Gated recurrent units. */
  public static GRU gru(int units) {
    return new GRU(units);
  }

  /** One step of {@link GRU}. */
  public static GRUCell gruCell(int units) {
    return new GRUCell(units);
  }

  /** A recurrent layer without gates. */
  public static SimpleRNN simpleRnn(int units) {
    return new SimpleRNN(units);
  }

  /** One step of {@link SimpleRNN}. */
  public static SimpleRNNCell simpleRnnCell(int units) {
    return new SimpleRNNCell(units);
  }

  /**
   * Convolutional LSTM over one spatial axis; the kernel has one extent for all axes or one for
   * each.
   */
  public static ConvLSTM1D convLstm1d(int filters, int... kernelSize) {
    return new ConvLSTM1D(filters, kernelSize);
  }

  /**
   * Convolutional LSTM over height and width; the kernel has one extent for all axes or one for
   * each.
   */
  public static ConvLSTM2D convLstm2d(int filters, int... kernelSize) {
    return new ConvLSTM2D(filters, kernelSize);
  }

  /**
   * Convolutional LSTM over depth, height and width; the kernel has one extent for all axes or one
   * for each.
   */
  public static ConvLSTM3D convLstm3d(int filters, int... kernelSize) {
    return new ConvLSTM3D(filters, kernelSize);
  }

  /** A recurrent layer that runs any cell. */
  public static RNN rnn(RnnCell cell) {
    return new RNN(Layers.REGISTRY, cell);
  }

  /** Cells that work as one. */
  public static StackedRNNCells stackedRnnCells(RnnCell... cells) {
    return new StackedRNNCells(Layers.REGISTRY, List.of(cells));
  }

  /** A recurrent layer in both directions. */
  public static Bidirectional bidirectional(BaseRnn<?> layer) {
    return new Bidirectional(Layers.REGISTRY, layer);
  }

  /** A layer applied to each step on its own. */
  public static TimeDistributed timeDistributed(Layer layer) {
    return new TimeDistributed(Layers.REGISTRY, layer);
  }
}
