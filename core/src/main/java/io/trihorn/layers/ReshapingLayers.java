package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.reshaping.Flatten;
import io.trihorn.layers.reshaping.Reshape;

/** The registry rows and factories of {@code layers.reshaping}. */
abstract class ReshapingLayers extends MergingLayers {
  static void addTo(Registry<Layer> registry) {
    registry.add("Flatten", Flatten::new).add("Reshape", Reshape::new);
  }

  /** All axes but the batch made one. */
  public static Flatten flatten() {
    return new Flatten();
  }

  /** Another shape, without the batch axis; one extent may be -1. */
  public static Reshape reshape(int... targetShape) {
    return new Reshape(targetShape);
  }
}
