package io.trihorn.caffe;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;
import java.util.Random;

/**
 * Caffe's {@code gaussian} filler with {@code sparse}: normal values of which all but so many for
 * each output, on average, are 0. For kernels {@code (inputs, outputs)}.
 */
final class SparseNormal implements Initializer {
  private double mean;
  private double stddev;
  private int sparse;

  SparseNormal(double mean, double stddev, int sparse) {
    this.mean = mean;
    this.stddev = stddev;
    this.sparse = sparse;
  }

  @Override
  public void configure(Config config) {
    mean = config.number("mean", mean);
    stddev = config.number("stddev", stddev);
    sparse = config.integer("sparse", sparse);
  }

  @Override
  public TensorData generate(TensorType type, long seed) {
    long[] dims = type.dims();
    double kept = (double) sparse / dims[dims.length - 1];
    Random random = new Random(seed);
    TensorData values = TensorData.zeros(type);
    for (long i = 0; i < values.size(); i++) {
      double value = mean + stddev * random.nextGaussian();
      if (random.nextDouble() < kept) {
        values.setDouble(i, value);
      }
    }
    return values;
  }
}
