package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.regularization.Dropout;

/** The registry rows and factories of {@code layers.regularization}. */
abstract class RegularizationLayers extends ReshapingLayers {
  static void addTo(Registry<Layer> registry) {
    registry.add("Dropout", () -> new Dropout(0));
  }

  /** Dropout of elements at this rate. */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }
}
