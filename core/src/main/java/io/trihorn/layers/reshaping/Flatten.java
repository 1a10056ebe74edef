package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * All axes but the batch made one: input {@code (batch, ...)}, output {@code (batch, n)}. With
 * {@code channels_first} the channels are moved last before, so that either layout gives one order.
 */
public final class Flatten extends FluentLayer<Flatten> implements DataFormatted {
  private Layout layout = Layout.CHANNELS_LAST;

  /** A layer with default attributes. */
  public Flatten() {}

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public Flatten dataFormat(String name) {
    layout = DataFormat.parse(name);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    layout = DataFormat.configure(config, layout);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor ordered =
        layout == Layout.CHANNELS_FIRST && x.rank() > 2 ? Shapes.moveaxis(x, 1, -1) : x;
    long batch = x.dim(0);
    return Shapes.reshape(ordered, batch, batch == 0 ? 0 : x.size() / batch);
  }
}
