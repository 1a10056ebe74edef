package io.trihorn.layers.rnn;

import io.trihorn.config.Config;
import io.trihorn.layers.Layer;
import io.trihorn.layers.Layers;

/** A recurrent layer that runs any cell: one of Trihorn's, several stacked, or one of your own. */
public final class RNN extends BaseRnn<RNN> {
  private RnnCell cell;

  /** A layer that runs this cell; null is for reading a configuration. */
  public RNN(RnnCell cell) {
    setCell(cell);
  }

  private void setCell(RnnCell value) {
    cell = value;
    if (value != null) {
      track(value.layer());
    }
  }

  @Override
  public RnnCell cell() {
    return cell;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    configureLoop(config);
    Layer read = config.object("cell", cell == null ? null : cell.layer(), Layers.REGISTRY);
    if (config.reading()) {
      setCell(StackedRNNCells.cell(read));
    }
  }
}
