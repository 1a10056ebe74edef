package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;

/** Uniform values between two bounds, by default -0.05 and 0.05. */
final class RandomUniform implements Initializer {
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
  public TensorData generate(TensorType type, long fallback) {
    SplitMix64 random = new SplitMix64(seed != null ? seed : fallback);
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < type.size(); i++) {
      data.setDouble(i, low + (high - low) * random.nextDouble());
    }
    return data;
  }
}
