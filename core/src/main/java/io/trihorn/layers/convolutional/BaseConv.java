package io.trihorn.layers.convolutional;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Adaptable;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KernelForm;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.state.Weight;
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
public abstract class BaseConv<L extends BaseConv<L>> extends KernelWindowLayer<L> {
  private int groups = 1;
  private AdaptableWeight kernel;

  /** A convolution over this many spatial axes. */
  protected BaseConv(int axes, int filters, int... kernelSize) {
    super(axes, filters, kernelSize);
  }

  /** Groups of channels that are convolved apart from each other; by default 1. */
  public final L groups(int value) {
    groups = value;
    return self();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    filters = config.positive("filters", filters);
    groups = config.positive("groups", groups);
    configureWindow(config);
    kernelSpec.configure(config, "kernel");
    adaptation().configure(config);
  }

  @Override
  protected void build(List<Shape> inputs) {
    long channels = channels(inputs.get(0));
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
    Shape shape = kernelShape(channels / groups, filters);
    kernel = new AdaptableWeight(this, KernelForm.plain("kernel", shape), kernelSpec);
    kernel.build();
    buildBias(filters);
  }

  @Override
  protected Adaptable adaptable() {
    return Adaptable.loraOnly(kernel);
  }

  @Override
  public List<Weight> savedWeights() {
    return kernel == null ? super.savedWeights() : kernel.savedWith(bias());
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = Windows.conv(x, kernel.value(call), strides, padding, dilationRate, groups, layout);
    return finish(y, call);
  }
}
