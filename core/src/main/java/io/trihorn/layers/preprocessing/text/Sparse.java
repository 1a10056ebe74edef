package io.trihorn.layers.preprocessing.text;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;

/** The attributes {@code sparse} and {@code ragged}, which ask for tensors that engines lack. */
final class Sparse {
  private Sparse() {}

  static void refuse(Config config, String layer) {
    refuse(config, layer, "sparse");
  }

  static void refuse(Config config, String layer, String attribute) {
    if (config.bool(attribute, false)) {
      throw new ConfigException(
          layer
              + ": "
              + attribute
              + "=true is not supported; the same numbers come with "
              + attribute
              + "=false, densely");
    }
  }
}
