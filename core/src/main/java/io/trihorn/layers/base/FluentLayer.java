package io.trihorn.layers.base;

import io.trihorn.regularizers.Regularizer;

/**
 * A layer whose attributes are set in a chain: {@code conv2d(32, 3).strides(2).name("c1")}.
 *
 * @param <L> the layer's own class
 */
public abstract class FluentLayer<L extends FluentLayer<L>> extends Layer {
  /** A layer with default attributes. */
  protected FluentLayer() {}

  /** This layer. */
  @SuppressWarnings("unchecked")
  protected final L self() {
    return (L) this;
  }

  /** Gives the layer a name; by default the class name in Keras's spelling, numbered in a model. */
  public final L name(String name) {
    setName(name);
    return self();
  }

  /** Whether training may change the weights; by default it may. */
  public final L trainable(boolean value) {
    setTrainable(value);
    return self();
  }

  /** The dtype policy by Keras's name; by default {@code float32}. */
  public L dtype(String policy) {
    setDtypePolicy(DtypePolicy.of(policy));
    return self();
  }

  /** A penalty on the outputs, added to the loss for each row on average; by default none. */
  public final L activityRegularizer(Regularizer value) {
    setActivityRegularizer(value);
    return self();
  }
}
