package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.layers.preprocessing.Rescaling;

/** The registry rows and factories of {@code layers.preprocessing}. */
abstract class PreprocessingLayers extends AttentionLayers {
  static void addTo(Registry<Layer> registry) {
    registry
        .add("Rescaling", () -> new Rescaling(1))
        .add("Normalization", Normalization::new);
  }

  /** {@code x * scale}: one factor for all or one for each channel. */
  public static Rescaling rescaling(double... scale) {
    return new Rescaling(scale);
  }

  /** Data shifted and scaled to mean 0 and variance 1. */
  public static Normalization normalization() {
    return new Normalization();
  }
}
