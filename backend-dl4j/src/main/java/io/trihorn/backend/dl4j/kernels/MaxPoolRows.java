package io.trihorn.backend.dl4j.kernels;

import java.nio.FloatBuffer;

/**
 * Largest elements of windows over two axes in float32, and their gradients, a row of windows at a
 * time through arrays on the heap.
 */
public final class MaxPoolRows {
  private final PoolGeometry g;
  private final int inputRow;
  private final int outputRow;

  private MaxPoolRows(PoolGeometry g) {
    this.g = g;
    this.inputRow = g.input()[2] * g.channels();
    this.outputRow = g.output()[2] * g.channels();
  }

  /** What is done with a row of windows. */
  @FunctionalInterface
  private interface Row {
    /**
     * Does it.
     *
     * @param x where the input's rows that the windows see begin
     * @param rows how many these are
     * @param y where the output's row begins
     */
    void run(int x, int rows, int y);
  }

  private void each(int firstImage, int endImage, Row row) {
    for (int image = firstImage; image < endImage; image++) {
      for (int h = 0; h < g.output()[1]; h++) {
        int first = g.first(1, h);
        int x = (image * g.input()[1] + first) * inputRow;
        row.run(x, g.end(1, h) - first, (image * g.output()[1] + h) * outputRow);
      }
    }
  }

  private Runnable loop(Parallel.Part images) {
    long work = (long) g.batch() * g.output()[1] * outputRow * g.window()[1] * g.window()[2];
    return () -> Parallel.loop(g.batch(), work, images);
  }

  /** {@link PoolKernels#max}. */
  public static Runnable max(PoolGeometry g, FloatBuffer x, FloatBuffer y) {
    MaxPoolRows pool = new MaxPoolRows(g);
    return pool.loop((from, to) -> pool.max(from, to, x, y));
  }

  private void max(int from, int to, FloatBuffer x, FloatBuffer y) {
    float[] in = new float[g.window()[1] * inputRow];
    float[] out = new float[outputRow];
    each(
        from,
        to,
        (at, rows, place) -> {
          x.get(at, in, 0, rows * inputRow);
          for (int w = 0; w < g.output()[2]; w++) {
            max(in, rows, w, out);
          }
          y.put(place, out, 0, outputRow);
        });
  }

  private void max(float[] x, int rows, int w, float[] y) {
    int channels = g.channels();
    int first = g.first(2, w) * channels;
    int end = g.end(2, w) * channels;
    for (int c = 0; c < channels; c++) {
      float best = Float.NEGATIVE_INFINITY;
      for (int row = 0; row < rows * inputRow; row += inputRow) {
        for (int i = row + first + c; i < row + end; i += channels) {
          best = Math.max(best, x[i]);
        }
      }
      y[w * channels + c] = best;
    }
  }

  /** {@link PoolKernels#maxGradient}. */
  public static Runnable gradient(PoolGeometry g, FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    MaxPoolRows pool = new MaxPoolRows(g);
    return pool.loop((from, to) -> pool.gradient(from, to, x, dy, dx));
  }

  private void gradient(int from, int to, FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    float[] in = new float[g.window()[1] * inputRow];
    float[] sums = new float[in.length];
    float[] out = new float[outputRow];
    for (int row = from * g.input()[1]; row < to * g.input()[1]; row++) {
      dx.put(row * inputRow, sums, 0, inputRow);
    }
    each(
        from,
        to,
        (at, rows, place) -> {
          x.get(at, in, 0, rows * inputRow);
          dx.get(at, sums, 0, rows * inputRow);
          dy.get(place, out, 0, outputRow);
          for (int w = 0; w < g.output()[2]; w++) {
            gradient(in, rows, w, out, sums);
          }
          dx.put(at, sums, 0, rows * inputRow);
        });
  }

  /** Adds each gradient to the first of the largest elements of its window. */
  private void gradient(float[] x, int rows, int w, float[] dy, float[] dx) {
    int channels = g.channels();
    int first = g.first(2, w) * channels;
    int end = g.end(2, w) * channels;
    for (int c = 0; c < channels; c++) {
      int best = first + c;
      for (int row = 0; row < rows * inputRow; row += inputRow) {
        for (int i = row + first + c; i < row + end; i += channels) {
          best = x[i] > x[best] ? i : best;
        }
      }
      dx[best] += dy[w * channels + c];
    }
  }
}
