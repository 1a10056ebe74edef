package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;
import java.util.Random;

/**
 * Caffe's fillers that Keras has no initializer for: {@code positive_unitball} (rows of positive
 * numbers whose sum is 1), {@code bilinear} (kernels that enlarge images), and {@code xavier} and
 * {@code msra} for blobs whose rows come first here too.
 */
final class BlobFiller implements Initializer {
  private String type;
  private String norm;
  private boolean rowsFirst;

  /**
   * A filler.
   *
   * @param type its name
   * @param norm Caffe's {@code variance_norm}
   * @param rowsFirst whether axis 0 of the blob is axis 0 of the weight; else it is the last
   */
  BlobFiller(String type, String norm, boolean rowsFirst) {
    this.type = type;
    this.norm = norm;
    this.rowsFirst = rowsFirst;
  }

  @Override
  public void configure(Config config) {
    type = config.text("type", type);
    norm = config.text("variance_norm", norm);
    rowsFirst = config.bool("rows_first", rowsFirst);
  }

  @Override
  public TensorData generate(TensorType weight, long seed) {
    TensorData values = TensorData.zeros(weight);
    Random random = new Random(seed);
    switch (type) {
      case "positive_unitball" -> fillBall(values, random);
      case "bilinear" -> fillBilinear(values);
      case "xavier" -> {
        double limit = Math.sqrt(3 / fan(weight.dims()));
        each(values, () -> limit * (2 * random.nextDouble() - 1));
      }
      default -> {
        double deviation = Math.sqrt(2 / fan(weight.dims()));
        each(values, () -> deviation * random.nextGaussian());
      }
    }
    return values;
  }

  private interface Draw {
    double next();
  }

  private static void each(TensorData values, Draw draw) {
    for (long i = 0; i < values.size(); i++) {
      values.setDouble(i, draw.next());
    }
  }

  private double fan(long... dims) {
    long count = TensorType.of(DataType.FLOAT32, dims).shape().size();
    double in = (double) count / rows(dims);
    long channels = dims.length < 2 ? 1 : dims[rowsFirst ? 1 : dims.length - 2];
    double out = (double) count / channels;
    return switch (norm) {
      case "FAN_OUT" -> out;
      case "AVERAGE" -> (in + out) / 2;
      default -> in;
    };
  }

  private long rows(long... dims) {
    return dims[rowsFirst ? 0 : dims.length - 1];
  }

  private void fillBall(TensorData values, Random random) {
    int rows = Math.toIntExact(rows(values.type().dims()));
    long each = values.size() / rows;
    double[] sums = new double[rows];
    each(values, random::nextDouble);
    for (long i = 0; i < values.size(); i++) {
      sums[row(i, rows, each)] += values.getDouble(i);
    }
    for (long i = 0; i < values.size(); i++) {
      values.setDouble(i, values.getDouble(i) / sums[row(i, rows, each)]);
    }
  }

  private int row(long element, int rows, long each) {
    return Math.toIntExact(rowsFirst ? element / each : element % rows);
  }

  /** Kernels here are {@code (height, width, ...)}. */
  private static void fillBilinear(TensorData values) {
    long[] dims = values.type().dims();
    double factor = Math.ceil(dims[1] / 2.0);
    double centre = (2 * factor - 1 - factor % 2) / (2 * factor);
    long inner = dims[2] * dims[3];
    for (long i = 0; i < values.size(); i++) {
      double x = i / inner % dims[1];
      double y = (double) (i / inner / dims[1]);
      values.setDouble(
          i, (1 - Math.abs(x / factor - centre)) * (1 - Math.abs(y / factor - centre)));
    }
  }
}
