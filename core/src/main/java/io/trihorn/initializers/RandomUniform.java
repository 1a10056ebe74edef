package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;

/** Uniform values between two bounds, by default -0.05 and 0.05. */
final class RandomUniform implements PureInitializer {
  private Integer seed;
  private double low = -0.05;
  private double high = 0.05;

  @Override
  public void configure(Config config) {
    seed = config.nullableInteger("seed", seed);
    low = config.number("minval", low);
    high = config.number("maxval", high);
  }

  @Override
  public void fill(TensorData place, long fallback) {
    Draws.each(
        place, seed != null ? seed : fallback, random -> low + (high - low) * random.nextDouble());
  }
}
