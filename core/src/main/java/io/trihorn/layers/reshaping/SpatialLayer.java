package io.trihorn.layers.reshaping;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.FluentLayer;
import java.util.List;

/**
 * A layer that works on one to three spatial axes: input {@code (batch, spatial..., channels)}, or
 * with channels before the spatial axes where {@code data_format} is {@code channels_first}.
 *
 * @param <L> the layer's own class
 */
public abstract class SpatialLayer<L extends SpatialLayer<L>> extends FluentLayer<L> {
  /** The number of spatial axes. */
  protected final int axes;

  /** Where the channel axis stands. */
  protected Layout layout = Layout.CHANNELS_LAST;

  /** A layer over this many spatial axes. */
  protected SpatialLayer(int axes) {
    this.axes = axes;
  }

  /** Sets the layout by Keras's name, for the layers that offer it. */
  final L setDataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** The attribute {@code data_format}. */
  protected final void configureDataFormat(Config config) {
    layout = DataFormat.configure(config, layout);
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (inputs.get(0).dimension() != axes + 2) {
      throw new ShapeException(
          "expected an input of rank " + (axes + 2) + ", but got the shape " + inputs.get(0));
    }
  }
}
