package io.trihorn.tribuo;

import io.trihorn.model.Model;
import org.tribuo.regression.Regressor;

/** Trains models that predict numbers: one for each dimension, in the order of their names. */
public final class TrihornRegressor extends TrihornTrainer<Regressor> {
  /** One whose attributes come from Tribuo's configuration. */
  private TrihornRegressor() {}

  /**
   * Trains copies of a model.
   *
   * @param model compiled; its own weights stay as they are
   * @param epochs passes over the examples
   */
  public TrihornRegressor(Model model, int epochs) {
    super(model, epochs);
  }

  @Override
  Outputs<Regressor> outputs() {
    return new Outputs.Numbers();
  }
}
