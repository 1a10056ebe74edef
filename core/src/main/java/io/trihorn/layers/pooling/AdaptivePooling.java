package io.trihorn.layers.pooling;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.Sizes;
import io.trihorn.ops.Folding;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Pooling to a wanted extent: place {@code i} of {@code m} on an axis of extent {@code n} pools the
 * elements from {@code floor(i n / m)} to {@code ceil((i + 1) n / m)}.
 *
 * <p>Input {@code (batch, spatial..., channels)}, output {@code (batch, outputSize..., channels)},
 * or with channels before the spatial axes where {@code data_format} is {@code channels_first}.
 *
 * @param <L> the layer's own class
 */
public abstract class AdaptivePooling<L extends AdaptivePooling<L>> extends FluentLayer<L>
    implements DataFormatted {
  private final int axes;
  private List<Integer> outputSize;
  private Layout layout = Layout.CHANNELS_LAST;

  /** Each window is an operation of its own, and nobody pools to as many. */
  private static final int MOST_WINDOWS = 4096;

  /** Pooling over this many spatial axes. */
  protected AdaptivePooling(int axes, int... outputSize) {
    this.axes = axes;
    this.outputSize = Sizes.of("output_size", axes, outputSize);
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
    outputSize = Sizes.configure(config, "output_size", axes, outputSize);
    if (outputSize.stream().anyMatch(size -> size > MOST_WINDOWS)) {
      throw new ConfigException(
          "output_size should be at most " + MOST_WINDOWS + ", but is " + outputSize);
    }
    layout = DataFormat.configure(config, layout);
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (inputs.get(0).dimension() != axes + 2) {
      throw new ShapeException(
          "expected an input of rank " + (axes + 2) + ", but got the shape " + inputs.get(0));
    }
  }

  @Override
  protected final Tensor call(Tensor x, Call call) {
    return Folding.adaptive(x, outputSize, layout, this::reduce);
  }

  /** The reduction of an axis, which is dropped. */
  protected abstract Tensor reduce(Tensor x, int axis);
}
