package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** A matrix with a gain on its diagonal and 0 elsewhere. */
final class Identity implements Initializer {
  private double gain = 1;

  /** Keras leaves a gain of 1 out. */
  @Override
  public void configure(Config config) {
    if (!config.reading() && gain == 1) {
      return;
    }
    gain = config.number("gain", gain);
  }

  @Override
  public TensorData generate(TensorType type, long seed) {
    if (type.rank() != 2) {
      throw new ConfigException("Identity: the weight should have two axes, but is " + type);
    }
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < Math.min(type.dim(0), type.dim(1)); i++) {
      data.setDouble(i * type.dim(1) + i, gain);
    }
    return data;
  }
}
