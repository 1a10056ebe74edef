package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.activations.Activation;

/** The registry rows and factories of {@code layers.activations}. */
abstract class ActivationLayers extends RegularizationLayers {
  static void addTo(Registry<Layer> registry) {
    registry.add("Activation", () -> new Activation("linear"));
  }

  /** An activation function by Keras's name. */
  public static Activation activation(String name) {
    return new Activation(name);
  }
}
