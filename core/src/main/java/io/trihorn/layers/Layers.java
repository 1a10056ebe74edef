package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.core.Dense;

/**
 * The layers: a factory for each, for one line per layer in a model, and the registry by Keras's
 * class names. Required arguments are positional; the rest are set in a chain.
 */
public final class Layers {
  /** All layer classes by Keras's names; classes of your own are added here. */
  public static final Registry<Layer> REGISTRY =
      new Registry<Layer>("layer", "keras.layers").add("Dense", () -> new Dense(1));

  private Layers() {}

  /** A fully connected layer. */
  public static Dense dense(int units) {
    return new Dense(units);
  }

  /** A fully connected layer with an activation. */
  public static Dense dense(int units, String activation) {
    return new Dense(units).activation(activation);
  }
}
