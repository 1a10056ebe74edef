package io.trihorn.layers.pooling;

import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;

/**
 * Reduction of all spatial axes: input {@code (batch, spatial..., channels)}, output {@code (batch,
 * channels)}, or with the spatial axes kept at extent 1 where {@code keepdims} is set.
 *
 * @param <L> the layer's own class
 */
public abstract class GlobalPooling<L extends GlobalPooling<L>> extends FluentLayer<L>
    implements DataFormatted {
  private final int axes;
  private Layout layout = Layout.CHANNELS_LAST;
  private boolean keepdims;

  /** Pooling over this many spatial axes. */
  protected GlobalPooling(int axes) {
    this.axes = axes;
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** Whether the spatial axes stay with extent 1; by default they are dropped. */
  public final L keepdims(boolean value) {
    keepdims = value;
    return self();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    layout = DataFormat.configure(config, layout);
    keepdims = config.bool("keepdims", keepdims);
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    if (x.rank() != axes + 2) {
      throw DataFormat.wrongRank(axes, layout, x.shape());
    }
    return reduce(x, Windows.spatialAxes(x.rank(), layout), keepdims, call);
  }

  /** The reduction over some axes. */
  protected abstract Tensor reduce(Tensor x, int[] over, boolean keep, Call call);
}
