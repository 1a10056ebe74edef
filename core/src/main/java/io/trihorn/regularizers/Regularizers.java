package io.trihorn.regularizers;

import io.trihorn.config.Registry;

/** The regularizers by Keras's names. */
public final class Regularizers {
  /** All of them; classes of your own are added here. */
  public static final Registry<Regularizer> REGISTRY =
      new Registry<Regularizer>("regularizer", "keras.regularizers")
          .add("L1", () -> new L1L2("L1"), "l1")
          .add("L2", () -> new L1L2("L2"), "l2")
          .add("L1L2", () -> new L1L2("L1L2"), "l1_l2", "l1l2")
          .add("OrthogonalRegularizer", OrthogonalRegularizer::new, "orthogonal_regularizer");

  private Regularizers() {}

  /** The regularizer of Keras's name, with default attributes. */
  public static Regularizer get(String name) {
    return REGISTRY.create(name);
  }
}
