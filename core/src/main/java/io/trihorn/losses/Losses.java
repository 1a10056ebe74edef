package io.trihorn.losses;

import io.trihorn.config.Registry;

/** The losses by Keras's names. */
public final class Losses {
  /** All of them; classes of your own are added here. */
  public static final Registry<Loss> REGISTRY =
      new Registry<Loss>("loss", "keras.losses")
          .add("CategoricalCrossentropy", CategoricalCrossentropy::new, "categorical_crossentropy")
          .add(
              "SparseCategoricalCrossentropy",
              SparseCategoricalCrossentropy::new,
              "sparse_categorical_crossentropy")
          .add("BinaryCrossentropy", BinaryCrossentropy::new, "binary_crossentropy", "bce", "BCE")
          .add("MeanSquaredError", MeanSquaredError::new, "mean_squared_error", "mse", "MSE");

  private Losses() {}

  /** The loss of Keras's name, with default attributes. */
  public static Loss get(String name) {
    return REGISTRY.create(name);
  }
}
