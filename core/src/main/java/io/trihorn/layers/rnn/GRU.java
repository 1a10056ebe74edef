package io.trihorn.layers.rnn;

/** Gated recurrent units (Cho et al., 2014). Weights as of {@link GRUCell}; state {@code h}. */
public final class GRU extends CellRnn<GRU, GRUCell> {
  /** A layer with this many units. */
  public GRU(int units) {
    super(new GRUCell(units));
  }

  /** The activation of the gates by Keras's name; by default {@code sigmoid}. */
  public GRU recurrentActivation(String name) {
    cell().recurrentActivation(name);
    return this;
  }

  /** Whether the state is reset after its product with the kernel; by default it is. */
  public GRU resetAfter(boolean value) {
    cell().resetAfter(value);
    return this;
  }
}
