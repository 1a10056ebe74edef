package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.random.SplitMix64;

/**
 * Normal values, by default of mean 0 and standard deviation 0.05; truncated ones are drawn again
 * beyond two standard deviations from the mean.
 */
final class RandomNormal implements PureInitializer {
  private final String className;
  private final boolean truncated;
  private Integer seed;
  private double mean;
  private double stddev = 0.05;

  RandomNormal(String className, boolean truncated) {
    this.className = className;
    this.truncated = truncated;
  }

  @Override
  public String className() {
    return className;
  }

  @Override
  public void configure(Config config) {
    seed = config.nullableInteger("seed", seed);
    mean = config.number("mean", mean);
    stddev = config.number("stddev", stddev);
  }

  @Override
  public void fill(TensorData place, long fallback) {
    SplitMix64 random = new SplitMix64(seed != null ? seed : fallback);
    for (long i = 0; i < place.size(); i++) {
      place.setDouble(
          i, mean + stddev * (truncated ? truncatedNormal(random) : random.nextNormal()));
    }
  }

  static double truncatedNormal(SplitMix64 random) {
    double x;
    do {
      x = random.nextNormal();
    } while (Math.abs(x) > 2);
    return x;
  }
}
