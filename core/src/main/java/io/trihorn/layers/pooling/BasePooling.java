package io.trihorn.layers.pooling;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.Sizes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows.Padding;
import java.util.List;

/**
 * Pooling of windows over one to three spatial axes.
 *
 * <p>Input and output {@code (batch, spatial..., channels)}, or with channels before the spatial
 * axes where {@code data_format} is {@code channels_first}.
 *
 * @param <L> the layer's own class
 */
public abstract class BasePooling<L extends BasePooling<L>> extends FluentLayer<L>
    implements DataFormatted {
  private final int axes;
  private List<Integer> poolSize;
  private List<Integer> strides;
  private Padding padding = Padding.VALID;
  private Layout layout = Layout.CHANNELS_LAST;

  /** Pooling over this many spatial axes. */
  protected BasePooling(int axes, int... poolSize) {
    this.axes = axes;
    this.poolSize = Sizes.of("pool_size", axes, poolSize);
  }

  /** Steps of the window, one for all axes or one for each; by default the window's extent. */
  public final L strides(int... values) {
    strides = Sizes.of("strides", axes, values);
    return self();
  }

  /** {@code valid} (the default) or {@code same}. */
  public final L padding(String name) {
    padding = Padding.parse(name);
    return self();
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    poolSize = Sizes.configure(config, "pool_size", axes, poolSize);
    strides = Sizes.configure(config, "strides", axes, strides());
    padding =
        config.value(
            "padding",
            padding,
            p -> new JsonPrimitive(p.keras()),
            e -> Padding.parse(e.getAsString()));
    layout = DataFormat.configure(config, layout);
  }

  private List<Integer> strides() {
    return strides == null ? poolSize : strides;
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    return pool(x, poolSize, strides(), padding, layout);
  }

  /** One result for each window. */
  protected abstract Tensor pool(
      Tensor x, List<Integer> window, List<Integer> steps, Padding pad, Layout order);
}
