package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;

/**
 * A layer that changes the values of pixels by a random {@code factor}.
 *
 * @param <L> the layer's own class
 */
public abstract class FactorLayer<L extends FactorLayer<L>> extends ColourLayer<L> {
  private final Factor.Bounds bounds;
  private Factor factor;

  /** A layer whose factor is one number. */
  FactorLayer(double low, double high, double factor) {
    bounds = new Factor.Bounds("factor", low, high);
    this.factor = bounds.of(factor);
  }

  /** The range that the factor is drawn from. */
  public final L factor(double lower, double upper) {
    factor = bounds.of(lower, upper);
    return self();
  }

  final Factor.Bounds bounds() {
    return bounds;
  }

  final Factor factor() {
    return factor;
  }

  final void setFactor(Factor value) {
    factor = value;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    factor = bounds.configure(config, factor);
  }
}
