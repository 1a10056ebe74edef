package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Zeros added at the ends of the spatial axes.
 *
 * @param <L> the layer's own class
 */
public abstract class ZeroPadding<L extends ZeroPadding<L>> extends SpatialLayer<L>
    implements DataFormatted {
  private Borders padding;

  /** Padding over this many spatial axes. */
  protected ZeroPadding(int axes, int... padding) {
    super(axes);
    this.padding = Borders.of("padding", axes, padding);
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    return setDataFormat(name);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    padding = Borders.configure(config, "padding", axes, padding);
    configureDataFormat(config);
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    int first = layout.firstSpatialAxis();
    return Shapes.pad(
        x,
        Borders.spread(padding.low(), x.rank(), first),
        Borders.spread(padding.high(), x.rank(), first),
        0);
  }
}
