package io.trihorn.layers.convolutional;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.layers.base.BiasedLayer;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.DataFormatted;
import io.trihorn.layers.base.Sizes;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows.Padding;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A layer that slides a window over one to three spatial axes, adds a bias and applies an
 * activation.
 *
 * @param <L> the layer's own class
 */
public abstract class WindowLayer<L extends WindowLayer<L>> extends BiasedLayer<L>
    implements DataFormatted {
  /** The number of spatial axes. */
  protected final int axes;

  /** The window's extents. */
  protected List<Integer> kernelSize;

  /** Steps of the window. */
  protected List<Integer> strides;

  /** Distances between the window's taps. */
  protected List<Integer> dilationRate;

  /** What is added around the input. */
  protected Padding padding = Padding.VALID;

  /** Where the channel axis stands. */
  protected Layout layout = Layout.CHANNELS_LAST;

  private Weight bias;

  /** A window over this many spatial axes. */
  protected WindowLayer(int axes, int... kernelSize) {
    this.axes = axes;
    this.kernelSize = Sizes.of("kernel_size", axes, kernelSize);
    this.strides = Sizes.of("strides", axes, 1);
    this.dilationRate = Sizes.of("dilation_rate", axes, 1);
  }

  /** Steps of the window, one for all axes or one for each; by default 1. */
  public final L strides(int... values) {
    strides = Sizes.of("strides", axes, values);
    return self();
  }

  /** {@code valid} (the default), {@code same}, or for convolutions over time {@code causal}. */
  public final L padding(String name) {
    padding = parsePadding(name);
    return self();
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  @Override
  public final L dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** Distance between the kernel's taps, one for all axes or one for each; by default 1. */
  public final L dilationRate(int... values) {
    dilationRate = Sizes.of("dilation_rate", axes, values);
    return self();
  }

  /** Whether {@code causal} is a padding of this layer. */
  protected boolean mayBeCausal() {
    return axes == 1;
  }

  private Padding parsePadding(String name) {
    Padding parsed = Padding.parse(name);
    if (parsed == Padding.CAUSAL && !mayBeCausal()) {
      throw new ConfigException(className() + ": padding should be valid or same, but is causal");
    }
    return parsed;
  }

  /** The attributes of the window, the bias and the activation. */
  protected final void configureWindow(Config config) {
    kernelSize = Sizes.configure(config, "kernel_size", axes, kernelSize);
    strides = Sizes.configure(config, "strides", axes, strides);
    padding =
        config.value(
            "padding",
            padding,
            p -> new JsonPrimitive(p.keras()),
            e -> parsePadding(e.getAsString()));
    layout = DataFormat.configure(config, layout);
    dilationRate = Sizes.configure(config, "dilation_rate", axes, dilationRate);
    configureBias(config);
    configureActivityRegularizer(config);
  }

  /** The number of the input's channels; checks its rank. */
  protected final long channels(Shape input) {
    if (input.dimension() != axes + 2) {
      throw DataFormat.wrongRank(axes, layout, input);
    }
    return input.get(layout.channelAxis(input.dimension()));
  }

  /** The window's extents, then two more. */
  protected final Shape kernelShape(long first, long second) {
    long[] dims = new long[axes + 2];
    for (int i = 0; i < axes; i++) {
      dims[i] = kernelSize.get(i);
    }
    dims[axes] = first;
    dims[axes + 1] = second;
    return new Shape(dims);
  }

  /** Makes the bias, if there is to be one, after the kernels. */
  protected final void buildBias(long filters) {
    if (useBias) {
      bias = addWeight("bias", new Shape(filters), biasSpec);
    }
  }

  /** The bias, or null. */
  final Weight bias() {
    return bias;
  }

  /** The activation of a convolution's result with the bias. */
  protected final Tensor finish(Tensor y, Call call) {
    Tensor biased = bias == null ? y : Nn.biasAdd(y, call.read(bias), layout.channelAxis(y.rank()));
    return activation.call(biased);
  }
}
