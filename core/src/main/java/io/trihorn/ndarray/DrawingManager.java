package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.SplittableRandom;

/** Makes arrays of random elements, by the engine's seed. */
abstract class DrawingManager extends CreatingManager {
  DrawingManager(NDManager parent, Device device) {
    super(parent, device);
  }

  private static SplittableRandom draws() {
    return HostEngine.INSTANCE.draws().next();
  }

  /** Integers from the lower bound on, below the upper one. */
  @Override
  public NDArray randomInteger(long low, long high, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    TensorData data = TensorData.zeros(type(dataType, shape));
    for (long i = 0; i < data.size(); i++) {
      data.setLong(i, random.nextLong(low, high));
    }
    return made(data);
  }

  /** The numbers below n, int64, in random order. */
  @Override
  public NDArray randomPermutation(long n) {
    SplittableRandom random = draws();
    TensorData data = TensorData.zeros(TensorType.of(DataType.INT64, n));
    for (long i = 0; i < n; i++) {
      long other = random.nextLong(i + 1);
      data.setLong(i, data.getLong(other));
      data.setLong(other, i);
    }
    return made(data);
  }

  @Override
  public NDArray randomUniform(float low, float high, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    return made(
        RandomDraws.filled(
            shape, dataType, () -> low + ((double) high - low) * random.nextDouble()));
  }

  @Override
  public NDArray randomNormal(float loc, float scale, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    return made(RandomDraws.filled(shape, dataType, () -> loc + scale * random.nextGaussian()));
  }

  /** Normal numbers no farther than two deviations from the mean. */
  @Override
  public NDArray truncatedNormal(float loc, float scale, Shape shape, DataType dataType) {
    SplittableRandom random = draws();
    return made(
        RandomDraws.filled(shape, dataType, () -> loc + scale * RandomDraws.truncated(random)));
  }

  /** How often each class occurs in n draws; int64. */
  @Override
  public NDArray randomMultinomial(int n, NDArray pValues) {
    return randomMultinomial(n, pValues, new Shape());
  }

  @Override
  public NDArray randomMultinomial(int n, NDArray pValues, Shape shape) {
    TensorData weights = HostValues.of(pValues);
    int classes = Math.toIntExact(weights.size());
    TensorData counts = TensorData.zeros(type(DataType.INT64, shape.addAll(pValues.getShape())));
    SplittableRandom random = draws();
    for (long i = 0; i < shape.size(); i++) {
      for (int draw = 0; draw < n; draw++) {
        double rest = random.nextDouble();
        int chosen = 0;
        while (chosen < classes - 1 && rest >= weights.getDouble(chosen)) {
          rest -= weights.getDouble(chosen++);
        }
        long at = i * classes + chosen;
        counts.setLong(at, counts.getLong(at) + 1);
      }
    }
    return made(counts);
  }

  @Override
  public NDArray sampleNormal(NDArray mu, NDArray sigma) {
    return sampleNormal(mu, sigma, new Shape());
  }

  @Override
  public NDArray sampleNormal(NDArray mu, NDArray sigma, Shape shape) {
    return samples(
        mu, sigma, shape, (random, mean, deviation) -> mean + deviation * random.nextGaussian());
  }

  @Override
  public NDArray samplePoisson(NDArray lam) {
    return samplePoisson(lam, new Shape());
  }

  @Override
  public NDArray samplePoisson(NDArray lam, Shape shape) {
    return samples(lam, lam, shape, (random, mean, same) -> RandomDraws.poisson(random, mean));
  }

  @Override
  public NDArray sampleGamma(NDArray alpha, NDArray beta) {
    return sampleGamma(alpha, beta, new Shape());
  }

  @Override
  public NDArray sampleGamma(NDArray alpha, NDArray beta, Shape shape) {
    return samples(
        alpha, beta, shape, (random, form, scale) -> scale * RandomDraws.gamma(random, form));
  }

  private interface Draw {
    double of(SplittableRandom random, double first, double second);
  }

  /** For each pair of parameters so many draws as the shape has elements. */
  private NDArray samples(NDArray first, NDArray second, Shape shape, Draw draw) {
    if (!first.getShape().equals(second.getShape())) {
      throw new IllegalArgumentException(
          "expected two parameters for each distribution, but got "
              + first.getShape()
              + " and "
              + second.getShape());
    }
    TensorData one = HostValues.of(first);
    TensorData two = HostValues.of(second);
    Shape all = first.getShape().addAll(shape);
    TensorData data = TensorData.zeros(type(one.dtype(), all));
    SplittableRandom random = draws();
    for (long i = 0; i < data.size(); i++) {
      long at = i / shape.size();
      data.setDouble(i, draw.of(random, one.getDouble(at), two.getDouble(at)));
    }
    return made(data);
  }
}
