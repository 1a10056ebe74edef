package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.Registry;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.Layer;
import java.util.List;

/**
 * A layer around another, whose weights are its own.
 *
 * @param <L> the layer's own class
 */
public abstract class Wrapper<L extends Wrapper<L>> extends FluentLayer<L> {
  private final Registry<Layer> known;
  private Layer layer;

  /**
   * A layer around another.
   *
   * @param known the classes that the layer inside may have when a configuration is read
   * @param layer null for reading a configuration
   */
  protected Wrapper(Registry<Layer> known, Layer layer) {
    this.known = known;
    this.layer = track(layer);
  }

  /** The layer inside. */
  public final Layer layer() {
    return layer;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    layer = track(config.present("layer", config.object("layer", layer, known)));
  }

  @Override
  protected void build(List<Shape> inputs) {
    layer.ensureBuilt(inputs);
  }

  @Override
  protected boolean freezesInner() {
    return false;
  }
}
