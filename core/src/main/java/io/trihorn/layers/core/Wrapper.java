package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.FluentLayer;
import io.trihorn.layers.Layer;
import io.trihorn.layers.Layers;
import java.util.List;

/**
 * A layer around another, whose weights are its own.
 *
 * @param <L> the layer's own class
 */
public abstract class Wrapper<L extends Wrapper<L>> extends FluentLayer<L> {
  private Layer layer;

  /** A layer around this one; null is for reading a configuration. */
  protected Wrapper(Layer layer) {
    this.layer = track(layer);
  }

  /** The layer inside. */
  public final Layer layer() {
    return layer;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    layer = track(config.object("layer", layer, Layers.REGISTRY));
  }

  @Override
  protected void build(List<Shape> inputs) {
    layer.ensureBuilt(inputs);
  }
}
