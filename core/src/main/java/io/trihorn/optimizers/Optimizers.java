package io.trihorn.optimizers;

import io.trihorn.config.Registry;

/** The optimizers by Keras's names. */
public final class Optimizers {
  /** All of them; classes of your own are added here. */
  public static final Registry<Optimizer> REGISTRY =
      new Registry<Optimizer>("optimizer", "keras.optimizers")
          .add("SGD", SGD::new, "sgd")
          .add("Adam", Adam::new, "adam");

  private Optimizers() {}

  /** The optimizer of Keras's name, with default attributes. */
  public static Optimizer get(String name) {
    return REGISTRY.create(name);
  }

  /** Adam with this learning rate. */
  public static Adam adam(double learningRate) {
    return new Adam(learningRate);
  }

  /** Gradient descent with this learning rate. */
  public static SGD sgd(double learningRate) {
    return new SGD(learningRate);
  }
}
