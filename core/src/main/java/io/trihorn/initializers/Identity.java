package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** A matrix with a gain on its diagonal and 0 elsewhere. */
final class Identity implements PureInitializer {
  private double gain;

  Identity(double gain) {
    this.gain = gain;
  }

  @Override
  public void configure(Config config) {
    if (config.optional("gain", gain != 1)) {
      gain = config.number("gain", gain);
    }
  }

  @Override
  public void fill(TensorData place, long seed) {
    TensorType type = place.type();
    if (type.rank() != 2) {
      throw new ConfigException("Identity: the weight should have two axes, but is " + type);
    }
    place.fill(0);
    for (long i = 0; i < Math.min(type.dim(0), type.dim(1)); i++) {
      place.setDouble(i * type.dim(1) + i, gain);
    }
  }
}
