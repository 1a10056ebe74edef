package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;

/**
 * Random numbers by seed: the draws after a seed are the same on every backend and machine. Safe
 * for use by many threads.
 */
final class RandomDraws {
  /** Where the draws are; each takes a generator of its own from it. */
  private final AtomicReference<SplittableRandom> source =
      new AtomicReference<>(new SplittableRandom());

  void seed(long seed) {
    source.set(new SplittableRandom(seed));
  }

  /** A generator for one array. */
  SplittableRandom next() {
    SplittableRandom from = source.get();
    synchronized (from) {
      return from.split();
    }
  }

  /** A key of a program's random numbers: int32 {@code (2)}. */
  TensorData key() {
    SplittableRandom random = next();
    TensorData key = TensorData.zeros(TensorType.of(DataType.INT32, 2));
    key.setLong(0, random.nextInt());
    key.setLong(1, random.nextInt());
    return key;
  }

  /** An array filled by one draw after another. */
  static TensorData filled(Shape shape, DataType type, DoubleSupplier draw) {
    TensorData data = TensorData.zeros(new TensorType(type, shape));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, draw.getAsDouble());
    }
    return data;
  }

  /** A standard normal number no farther than 2 from 0. */
  static double truncated(SplittableRandom random) {
    double drawn = random.nextGaussian();
    while (Math.abs(drawn) > 2) {
      drawn = random.nextGaussian();
    }
    return drawn;
  }

  /** A number of events whose mean is known, by counting waiting times. */
  static double poisson(SplittableRandom random, double mean) {
    // The sum of two such numbers is one of the sum of the means; the limit stays above 0.
    double rest = mean;
    double count = 0;
    while (rest > 500) {
      count += poisson(random, 500);
      rest -= 500;
    }
    double limit = Math.exp(-rest);
    double product = random.nextDouble();
    while (product > limit) {
      count++;
      product *= random.nextDouble();
    }
    return count;
  }

  /** A gamma number of scale 1, by Marsaglia and Tsang. */
  static double gamma(SplittableRandom random, double shape) {
    if (shape < 1) {
      return gamma(random, shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + x / Math.sqrt(9 * d), 3);
      double u = 1 - random.nextDouble();
      if (v > 0 && Math.log(u) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
