package io.trihorn.layers.convolutional;

import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.regularizers.Regularizer;

/**
 * Convolution of each channel with kernels of its own.
 *
 * @param <L> the layer's own class
 */
public abstract class BaseDepthwise<L extends BaseDepthwise<L>> extends WindowLayer<L> {
  /** Attributes of the kernels of the channels. */
  protected final WeightSpec depthwiseSpec = new WeightSpec(Initializers.glorotUniform());

  /** How many kernels each channel has. */
  protected int depthMultiplier = 1;

  /** Kernels over this many spatial axes. */
  protected BaseDepthwise(int axes, int... kernelSize) {
    super(axes, kernelSize);
  }

  /** How many kernels, and outputs, each channel has; by default 1. */
  public final L depthMultiplier(int value) {
    depthMultiplier = Config.requirePositive(className(), "depth_multiplier", value);
    return self();
  }

  /** By default {@code glorot_uniform}. */
  public final L depthwiseInitializer(Initializer value) {
    depthwiseSpec.initializer(value);
    return self();
  }

  /** By Keras's name; by default {@code glorot_uniform}. */
  public final L depthwiseInitializer(String name) {
    return depthwiseInitializer(Initializers.get(name));
  }

  /** By default none. */
  public final L depthwiseRegularizer(Regularizer value) {
    depthwiseSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L depthwiseConstraint(Constraint value) {
    depthwiseSpec.constraint(value);
    return self();
  }

  /** The convolution with a kernel {@code (kernelSize..., channels, depthMultiplier)}. */
  protected final Tensor depthwise(Tensor x, Tensor kernel) {
    long[] dims = kernel.type().dims();
    int channels = Math.toIntExact(dims[axes]);
    dims[axes + 1] *= channels;
    dims[axes] = 1;
    Tensor grouped = Shapes.reshape(kernel, dims);
    return Windows.conv(x, grouped, strides, padding, dilationRate, channels, layout);
  }
}
