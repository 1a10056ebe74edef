package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.FloatBuffer;

/**
 * Mean and variance of each channel in one pass over memory: of each block, while the cache holds
 * it, the mean and then the squares of what is away from it; all blocks together in float64, in
 * their order, so that the result does not depend on the number of threads.
 */
final class ChannelMoments {
  private final ChannelRows rows;
  private final FloatBuffer x;
  private final double[][] means;
  private final double[][] squares;

  ChannelMoments(ChannelRows rows, FloatBuffer x) {
    this.rows = rows;
    this.x = x;
    this.means = new double[rows.blocks()][rows.channels()];
    this.squares = new double[rows.blocks()][rows.channels()];
  }

  /** Takes the moments. */
  void take(float[] mean, float[] variance) {
    Parallel.loop(rows.blocks(), 2L * rows.size(), this::blocks);
    for (int c = 0; c < mean.length; c++) {
      double sum = 0;
      for (int b = 0; b < means.length; b++) {
        sum += means[b][c] * rows.rowsOf(b);
      }
      double all = sum / rows.rows();
      double away = 0;
      for (int b = 0; b < means.length; b++) {
        double distance = means[b][c] - all;
        away += squares[b][c] + distance * distance * rows.rowsOf(b);
      }
      mean[c] = (float) all;
      variance[c] = (float) (away / rows.rows());
    }
  }

  private void blocks(int first, int end) {
    float[] values = new float[rows.tile()];
    float[] sums = new float[rows.tile()];
    float[] narrow = new float[rows.channels()];
    for (int b = first; b < end; b++) {
      rows.tiles(
          b,
          (at, n) -> {
            x.get(at, values, 0, n);
            ChannelRows.add(values, sums, n);
          });
      double[] mean = means[b];
      rows.fold(sums, mean);
      for (int c = 0; c < narrow.length; c++) {
        mean[c] /= rows.rowsOf(b);
        narrow[c] = (float) mean[c];
      }
      float[] center = rows.spread(narrow);
      rows.tiles(
          b,
          (at, n) -> {
            x.get(at, values, 0, n);
            addSquares(values, center, sums, n);
          });
      rows.fold(sums, squares[b]);
    }
  }

  private static void addSquares(float[] x, float[] center, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += (x[i] - center[i]) * (x[i] - center[i]);
    }
  }
}
