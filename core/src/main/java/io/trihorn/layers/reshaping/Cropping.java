package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/**
 * Removal of elements at the ends of the spatial axes.
 *
 * @param <L> the layer's own class
 */
public abstract class Cropping<L extends Cropping<L>> extends SpatialLayer<L> {
  private Borders cropping;

  /** Removal over this many spatial axes. */
  protected Cropping(int axes, int... cropping) {
    super(axes);
    this.cropping = Borders.of("cropping", axes, cropping);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    cropping = Borders.configure(config, "cropping", axes, cropping);
    if (axes > 1) {
      configureDataFormat(config);
    }
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    int first = layout.firstSpatialAxis();
    long[] starts = Borders.spread(cropping.low(), x.rank(), first);
    long[] cut = Borders.spread(cropping.high(), x.rank(), first);
    long[] limits = x.type().dims();
    for (int i = 0; i < limits.length; i++) {
      limits[i] -= cut[i];
      if (limits[i] <= starts[i] && x.dim(i) > 0) {
        throw new ShapeException(
            "cropping "
                + cropping.low()
                + ", "
                + cropping.high()
                + " leaves nothing of "
                + x.type());
      }
    }
    long[] strides = new long[x.rank()];
    Arrays.fill(strides, 1);
    return Shapes.slice(x, starts, limits, strides);
  }
}
