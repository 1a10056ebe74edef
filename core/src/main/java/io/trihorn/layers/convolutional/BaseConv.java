package io.trihorn.layers.convolutional;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.Call;
import io.trihorn.layers.DataFormat;
import io.trihorn.layers.KernelLayer;
import io.trihorn.layers.Sizes;
import io.trihorn.layers.Weight;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.Windows.Padding;
import java.util.List;

/**
 * Convolution over one to three spatial axes: {@code activation(conv(x, kernel) + bias)}.
 *
 * <p>Input {@code (batch, spatial..., channels)}, output {@code (batch, spatial..., filters)}, or
 * with channels before the spatial axes where {@code data_format} is {@code channels_first}.
 * Weights: {@code kernel (kernelSize..., channels / groups, filters)}, {@code bias (filters)}.
 *
 * @param <L> the layer's own class
 */
public abstract class BaseConv<L extends BaseConv<L>> extends KernelLayer<L> {
  private final int axes;
  private int filters;
  private List<Integer> kernelSize;
  private List<Integer> strides;
  private List<Integer> dilationRate;
  private Padding padding = Padding.VALID;
  private Layout layout = Layout.CHANNELS_LAST;
  private int groups = 1;
  private Weight kernel;
  private Weight bias;

  /** A convolution over this many spatial axes. */
  protected BaseConv(int axes, int filters, int... kernelSize) {
    this.axes = axes;
    this.filters = filters;
    this.kernelSize = Sizes.of("kernel_size", axes, kernelSize);
    this.strides = Sizes.of("strides", axes, 1);
    this.dilationRate = Sizes.of("dilation_rate", axes, 1);
  }

  /** Steps of the window, one for all axes or one for each; by default 1. */
  public final L strides(int... values) {
    strides = Sizes.of("strides", axes, values);
    return self();
  }

  /** {@code valid} (the default), {@code same}, or over one axis {@code causal}. */
  public final L padding(String name) {
    padding = parsePadding(name);
    return self();
  }

  /** {@code channels_last} (the default) or {@code channels_first}. */
  public final L dataFormat(String name) {
    layout = DataFormat.parse(name);
    return self();
  }

  /** Distance between the kernel's taps, one for all axes or one for each; by default 1. */
  public final L dilationRate(int... values) {
    dilationRate = Sizes.of("dilation_rate", axes, values);
    return self();
  }

  /** Groups of channels that are convolved apart from each other; by default 1. */
  public final L groups(int value) {
    groups = value;
    return self();
  }

  private Padding parsePadding(String name) {
    Padding parsed = Padding.parse(name);
    if (parsed == Padding.CAUSAL && axes != 1) {
      throw new ConfigException(
          className() + ": padding 'causal' is for one spatial axis; use 'valid' or 'same'");
    }
    return parsed;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    filters = config.integer("filters", filters);
    kernelSize = Sizes.configure(config, "kernel_size", axes, kernelSize);
    strides = Sizes.configure(config, "strides", axes, strides);
    padding = configurePadding(config, padding);
    layout = DataFormat.configure(config, layout);
    dilationRate = Sizes.configure(config, "dilation_rate", axes, dilationRate);
    groups = config.integer("groups", groups);
    configureBias(config);
    kernelSpec.configure(config, "kernel");
    configureActivityRegularizer(config);
  }

  private Padding configurePadding(Config config, Padding value) {
    return config.value(
        "padding",
        value,
        p -> new JsonPrimitive(p.keras()),
        (JsonElement e) -> parsePadding(e.getAsString()));
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    if (input.dimension() != axes + 2) {
      throw new ShapeException(
          "expected an input of rank " + (axes + 2) + ", but got the shape " + input);
    }
    long channels = input.get(layout.channelAxis(input.dimension()));
    if (channels % groups != 0 || filters % groups != 0) {
      throw new ShapeException(
          "groups="
              + groups
              + " should divide the input's "
              + channels
              + " channels and the layer's "
              + filters
              + " filters");
    }
    long[] dims = new long[axes + 2];
    for (int i = 0; i < axes; i++) {
      dims[i] = kernelSize.get(i);
    }
    dims[axes] = channels / groups;
    dims[axes + 1] = filters;
    kernel = addWeight("kernel", new Shape(dims), kernelSpec);
    if (useBias) {
      bias = addWeight("bias", new Shape(filters), biasSpec);
    }
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = Windows.conv(x, call.read(kernel), strides, padding, dilationRate, groups, layout);
    if (bias != null) {
      y = Nn.biasAdd(y, call.read(bias), layout.channelAxis(y.rank()));
    }
    return activation.call(y);
  }
}
