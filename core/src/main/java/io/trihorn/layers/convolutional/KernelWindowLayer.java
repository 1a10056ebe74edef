package io.trihorn.layers.convolutional;

import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.regularizers.Regularizer;

/**
 * A layer with one kernel slid over its input.
 *
 * @param <L> the layer's own class
 */
public abstract class KernelWindowLayer<L extends KernelWindowLayer<L>> extends WindowLayer<L> {
  /** Attributes of the kernel. */
  protected final WeightSpec kernelSpec = new WeightSpec(Initializers.glorotUniform());

  /** The number of output channels. */
  protected int filters;

  /** A kernel over this many spatial axes. */
  protected KernelWindowLayer(int axes, int filters, int... kernelSize) {
    super(axes, kernelSize);
    this.filters = Config.requirePositive(className(), "filters", filters);
  }

  /** By default {@code glorot_uniform}. */
  public final L kernelInitializer(Initializer value) {
    kernelSpec.initializer(value);
    return self();
  }

  /** By Keras's name; by default {@code glorot_uniform}. */
  public final L kernelInitializer(String name) {
    return kernelInitializer(Initializers.get(name));
  }

  /** By default none. */
  public final L kernelRegularizer(Regularizer value) {
    kernelSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L kernelConstraint(Constraint value) {
    kernelSpec.constraint(value);
    return self();
  }
}
