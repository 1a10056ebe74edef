package io.trihorn.layers.regularization;

import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/**
 * Dropout of whole channels: input {@code (batch, spatial..., channels)}, or with channels before
 * the spatial axes where {@code data_format} is {@code channels_first}.
 *
 * @param <L> the layer's own class
 */
public abstract class SpatialDropout<L extends SpatialDropout<L>> extends RandomLayer<L> {
  private final int axes;
  private Layout layout = Layout.CHANNELS_LAST;

  /** Dropout over this many spatial axes. */
  protected SpatialDropout(int axes, double rate) {
    super("rate", rate);
    this.axes = axes;
  }

  /** Sets the layout by Keras's name, for the layers that offer it. */
  final L setDataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** Keras writes fewer attributes for these layers, and the element type by its bare name. */
  @Override
  public void configure(Config config) {
    if (config.reading()) {
      configureBase(config);
    } else {
      config.text("name", name());
      config.text("dtype", DTypes.name(dtypePolicy().variable()));
    }
    configureRandom(config);
    if (axes > 1) {
      layout = DataFormat.configure(config, layout);
    }
  }

  @Override
  protected final Tensor disturb(Tensor x, Tensor key) {
    if (x.rank() != axes + 2) {
      throw new ShapeException(
          "expected an input of rank " + (axes + 2) + ", but got the shape " + x.shape());
    }
    long[] noise = new long[x.rank()];
    Arrays.fill(noise, 1);
    int channels = layout.channelAxis(x.rank());
    noise[0] = x.dim(0);
    noise[channels] = x.dim(channels);
    return strength() >= 1 ? Shapes.zerosLike(x) : RandomOps.dropout(x, strength(), key, noise);
  }
}
