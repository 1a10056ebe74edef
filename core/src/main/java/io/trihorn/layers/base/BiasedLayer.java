package io.trihorn.layers.base;

import io.trihorn.activations.Activation;
import io.trihorn.activations.Activations;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.regularizers.Regularizer;

/**
 * A layer that ends with an optional bias and an activation function.
 *
 * @param <L> the layer's own class
 */
public abstract class BiasedLayer<L extends BiasedLayer<L>> extends FluentLayer<L> {
  /** Applied to the result. */
  protected Activation activation = Activations.LINEAR;

  /** Whether there is a bias. */
  protected boolean useBias = true;

  /** Attributes of the bias. */
  protected final WeightSpec biasSpec = new WeightSpec(Initializers.zeros());

  /** A layer with default attributes. */
  protected BiasedLayer() {}

  /** The activation function by Keras's name; by default {@code linear}. */
  public final L activation(String name) {
    activation = Activations.get(name);
    return self();
  }

  /** Whether there is a bias; by default there is. */
  public final L useBias(boolean value) {
    useBias = value;
    return self();
  }

  /** By default {@code zeros}. */
  public final L biasInitializer(Initializer value) {
    biasSpec.initializer(value);
    return self();
  }

  /** By Keras's name; by default {@code zeros}. */
  public final L biasInitializer(String name) {
    return biasInitializer(Initializers.get(name));
  }

  /** By default none. */
  public final L biasRegularizer(Regularizer value) {
    biasSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L biasConstraint(Constraint value) {
    biasSpec.constraint(value);
    return self();
  }

  /** The attributes {@code activation}, {@code use_bias} and those of the bias. */
  protected final void configureBias(Config config) {
    activation = Activations.configure(config, "activation", activation);
    useBias = config.bool("use_bias", useBias);
    biasSpec.configure(config, "bias");
  }
}
