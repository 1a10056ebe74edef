package io.trihorn.layers.convolutional;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.Windows.Padding;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Convolution of each channel on its own, then a mixture of the channels at each place.
 *
 * <p>Input {@code (batch, spatial..., channels)}, output {@code (batch, spatial..., filters)}, or
 * with channels before the spatial axes where {@code data_format} is {@code channels_first}.
 * Weights: {@code depthwise_kernel (kernelSize..., channels, depthMultiplier)}, {@code
 * pointwise_kernel (1..., channels * depthMultiplier, filters)}, {@code bias (filters)}.
 *
 * @param <L> the layer's own class
 */
public abstract class BaseSeparableConv<L extends BaseSeparableConv<L>> extends BaseDepthwise<L> {
  private final WeightSpec pointwiseSpec = new WeightSpec(Initializers.glorotUniform());
  private int filters;
  private Weight depthwiseKernel;
  private Weight pointwiseKernel;

  /** A convolution over this many spatial axes. */
  protected BaseSeparableConv(int axes, int filters, int... kernelSize) {
    super(axes, kernelSize);
    this.filters = Config.requirePositive(className(), "filters", filters);
  }

  /** By default {@code glorot_uniform}. */
  public final L pointwiseInitializer(Initializer value) {
    pointwiseSpec.initializer(value);
    return self();
  }

  /** By Keras's name; by default {@code glorot_uniform}. */
  public final L pointwiseInitializer(String name) {
    return pointwiseInitializer(Initializers.get(name));
  }

  /** By default none. */
  public final L pointwiseRegularizer(Regularizer value) {
    pointwiseSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L pointwiseConstraint(Constraint value) {
    pointwiseSpec.constraint(value);
    return self();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    filters = config.positive("filters", filters);
    depthMultiplier = config.positive("depth_multiplier", depthMultiplier);
    configureWindow(config);
    depthwiseSpec.configure(config, "depthwise");
    pointwiseSpec.configure(config, "pointwise");
  }

  @Override
  protected void build(List<Shape> inputs) {
    long channels = channels(inputs.get(0));
    Shape depthwise = kernelShape(channels, depthMultiplier);
    depthwiseKernel = addWeight("depthwise_kernel", depthwise, depthwiseSpec);
    long[] dims = new long[axes + 2];
    Arrays.fill(dims, 1);
    dims[axes] = channels * depthMultiplier;
    dims[axes + 1] = filters;
    pointwiseKernel = addWeight("pointwise_kernel", new Shape(dims), pointwiseSpec);
    buildBias(filters);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = depthwise(x, call.read(depthwiseKernel));
    List<Integer> ones = Collections.nCopies(axes, 1);
    Tensor mixed =
        Windows.conv(y, call.read(pointwiseKernel), ones, Padding.VALID, ones, 1, layout);
    return finish(mixed, call);
  }
}
