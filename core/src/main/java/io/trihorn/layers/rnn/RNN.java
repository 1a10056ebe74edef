package io.trihorn.layers.rnn;

import io.trihorn.config.Config;
import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;

/** A recurrent layer that runs any cell: one of Trihorn's, several stacked, or one of your own. */
public final class RNN extends BaseRnn<RNN> {
  private final Registry<Layer> known;
  private RnnCell cell;

  /**
   * A layer that runs a cell.
   *
   * @param known the classes that the cell may have when a configuration is read
   * @param cell null for reading a configuration
   */
  public RNN(Registry<Layer> known, RnnCell cell) {
    this.known = known;
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
    Layer read = config.object("cell", cell == null ? null : cell.layer(), known);
    if (config.reading()) {
      setCell(StackedRNNCells.cell(read));
    }
  }

  @Override
  protected boolean freezesInner() {
    return false;
  }
}
