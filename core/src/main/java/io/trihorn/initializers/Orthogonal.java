package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;

/**
 * A random matrix with orthonormal columns, or rows where it is wide, times a gain (Saxe et al.,
 * 2013); a weight {@code (..., n)} counts as a matrix with {@code n} columns.
 */
final class Orthogonal implements PureInitializer {
  private Integer seed;
  private double gain = 1;

  @Override
  public void configure(Config config) {
    seed = config.nullableInteger("seed", seed);
    gain = config.number("gain", gain);
  }

  @Override
  public void fill(TensorData place, long fallback) {
    TensorType type = place.type();
    if (type.rank() < 2) {
      throw new ConfigException(
          "Orthogonal: the weight should have at least two axes, but is " + type);
    }
    int columns = Math.toIntExact(type.dim(-1));
    int rows = columns == 0 ? 0 : Math.toIntExact(type.size() / columns);
    int longer = Math.max(rows, columns);
    int shorter = Math.min(rows, columns);
    double[][] basis = basis(shorter, longer, new SplitMix64(seed != null ? seed : fallback));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double value = rows >= columns ? basis[j][i] : basis[i][j];
        place.setDouble((long) i * columns + j, gain * value);
      }
    }
  }

  /**
   * Orthonormal vectors, uniformly distributed: normal ones made orthogonal one after another.
   * Twice is enough to remove what rounding leaves.
   */
  private static double[][] basis(int count, int length, SplitMix64 random) {
    double[][] vectors = new double[count][length];
    for (int i = 0; i < count; i++) {
      double[] v = vectors[i];
      double norm = 0;
      while (norm < 1e-8) {
        for (int k = 0; k < length; k++) {
          v[k] = random.nextNormal();
        }
        double before = Math.sqrt(dot(v, v));
        norm = subtractProjections(v, vectors, i);
        if (norm < before / 2) {
          norm = subtractProjections(v, vectors, i);
        }
      }
      for (int k = 0; k < length; k++) {
        v[k] /= norm;
      }
    }
    return vectors;
  }

  /** Takes the parts along the first vectors out of another; gives the length of what is left. */
  private static double subtractProjections(double[] v, double[][] units, int count) {
    for (int j = 0; j < count; j++) {
      double[] unit = units[j];
      double along = dot(v, unit);
      for (int k = 0; k < v.length; k++) {
        v[k] -= along * unit[k];
      }
    }
    return Math.sqrt(dot(v, v));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
