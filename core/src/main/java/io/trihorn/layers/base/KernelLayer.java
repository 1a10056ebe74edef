package io.trihorn.layers.base;

import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.regularizers.Regularizer;

/**
 * A layer with one kernel, an optional bias and an activation function.
 *
 * @param <L> the layer's own class
 */
public abstract class KernelLayer<L extends KernelLayer<L>> extends BiasedLayer<L> {
  /** Attributes of the kernel. */
  protected final WeightSpec kernelSpec = new WeightSpec(Initializers.glorotUniform());

  /** A layer with default attributes. */
  protected KernelLayer() {}

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
