package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import io.trihorn.activations.Activation;
import io.trihorn.activations.Activations;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.constraints.Constraints;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.Call;
import io.trihorn.layers.FluentLayer;
import io.trihorn.layers.Weight;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;
import java.util.List;

/**
 * A fully connected layer: {@code activation(x . kernel + bias)} over the last axis.
 *
 * <p>Input {@code (batch, ..., inputs)}, output {@code (batch, ..., units)}. Weights: {@code kernel
 * (inputs, units)}, {@code bias (units)}.
 */
public final class Dense extends FluentLayer<Dense> {
  private int units;
  private Activation activation = Activations.LINEAR;
  private boolean useBias = true;
  private Initializer kernelInitializer = Initializers.glorotUniform();
  private Initializer biasInitializer = Initializers.zeros();
  private Regularizer kernelRegularizer;
  private Regularizer biasRegularizer;
  private Constraint kernelConstraint;
  private Constraint biasConstraint;
  private Weight kernel;
  private Weight bias;

  /** A layer with this many outputs. */
  public Dense(int units) {
    this.units = units;
  }

  /** The activation function by Keras's name; by default {@code linear}. */
  public Dense activation(String name) {
    activation = Activations.get(name);
    return this;
  }

  /** Whether there is a bias; by default there is. */
  public Dense useBias(boolean value) {
    useBias = value;
    return this;
  }

  /** By default {@code glorot_uniform}. */
  public Dense kernelInitializer(Initializer value) {
    kernelInitializer = value;
    return this;
  }

  /** By default {@code zeros}. */
  public Dense biasInitializer(Initializer value) {
    biasInitializer = value;
    return this;
  }

  /** By default none. */
  public Dense kernelRegularizer(Regularizer value) {
    kernelRegularizer = value;
    return this;
  }

  /** By default none. */
  public Dense biasRegularizer(Regularizer value) {
    biasRegularizer = value;
    return this;
  }

  /** By default none. */
  public Dense kernelConstraint(Constraint value) {
    kernelConstraint = value;
    return this;
  }

  /** By default none. */
  public Dense biasConstraint(Constraint value) {
    biasConstraint = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    units = config.integer("units", units);
    activation = Activations.configure(config, "activation", activation);
    useBias = config.bool("use_bias", useBias);
    kernelInitializer =
        config.object("kernel_initializer", kernelInitializer, Initializers.REGISTRY);
    biasInitializer = config.object("bias_initializer", biasInitializer, Initializers.REGISTRY);
    kernelRegularizer =
        config.object("kernel_regularizer", kernelRegularizer, Regularizers.REGISTRY);
    biasRegularizer = config.object("bias_regularizer", biasRegularizer, Regularizers.REGISTRY);
    configureActivityRegularizer(config);
    kernelConstraint = config.object("kernel_constraint", kernelConstraint, Constraints.REGISTRY);
    biasConstraint = config.object("bias_constraint", biasConstraint, Constraints.REGISTRY);
  }

  @Override
  protected void build(List<Shape> inputs) {
    long last = inputs.get(0).get(inputs.get(0).dimension() - 1);
    kernel =
        addWeight(
            "kernel",
            new Shape(last, units),
            kernelInitializer,
            true,
            kernelRegularizer,
            kernelConstraint);
    if (useBias) {
      bias =
          addWeight(
              "bias", new Shape(units), biasInitializer, true, biasRegularizer, biasConstraint);
    }
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = Nn.matmul(x, call.read(kernel));
    return activation.call(bias == null ? y : Ops.add(y, call.read(bias)));
  }
}
