package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Largest elements of windows in float32, and their gradients, a row of windows at a time through
 * arrays on the heap.
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
     * @param parts where the parts of the input that the windows see begin, one for each depth
     * @param count how many these are
     * @param length how many elements each has
     * @param y where the output's row begins
     */
    void run(int[] parts, int count, int length, int y);
  }

  private void each(int firstImage, int endImage, Row row) {
    int[] parts = new int[g.window()[0]];
    int rows = g.output()[0] * g.output()[1];
    for (int at = firstImage * rows; at < endImage * rows; at++) {
      int d = at % rows / g.output()[1];
      int h = at % g.output()[1];
      int first = g.first(1, h);
      int count = g.end(0, d) - g.first(0, d);
      for (int i = 0; i < count; i++) {
        int depth = at / rows * g.input()[0] + g.first(0, d) + i;
        parts[i] = (depth * g.input()[1] + first) * inputRow;
      }
      row.run(parts, count, (g.end(1, h) - first) * inputRow, at * outputRow);
    }
  }

  private Runnable loop(Parallel.Part images) {
    long work = (long) g.batch() * g.output()[0] * g.output()[1] * outputRow * g.taps();
    return () -> Parallel.loop(g.batch(), work, images);
  }

  private float[] seen() {
    return new float[g.window()[0] * g.window()[1] * inputRow];
  }

  /** A pooling or its gradient. */
  @FunctionalInterface
  public interface Kernel {
    /** The step from images to an image. */
    Runnable bind(PoolGeometry g, List<FloatBuffer> in, FloatBuffer out);
  }

  /** The largest element of each window. */
  public static Runnable max(PoolGeometry g, List<FloatBuffer> x, FloatBuffer y) {
    MaxPoolRows pool = new MaxPoolRows(g);
    return pool.loop((from, to) -> pool.max(from, to, x.get(0), y));
  }

  private void max(int from, int to, FloatBuffer x, FloatBuffer y) {
    float[] in = seen();
    float[] out = new float[outputRow];
    each(
        from,
        to,
        (parts, count, length, place) -> {
          for (int i = 0; i < count; i++) {
            x.get(parts[i], in, i * length, length);
          }
          for (int w = 0; w < g.output()[2]; w++) {
            max(in, count * length, w, out);
          }
          y.put(place, out, 0, outputRow);
        });
  }

  private void max(float[] x, int size, int w, float[] y) {
    int channels = g.channels();
    int first = g.first(2, w) * channels;
    int end = g.end(2, w) * channels;
    for (int c = 0; c < channels; c++) {
      float best = Float.NEGATIVE_INFINITY;
      for (int row = 0; row < size; row += inputRow) {
        for (int i = row + first + c; i < row + end; i += channels) {
          best = Math.max(best, x[i]);
        }
      }
      y[w * channels + c] = best;
    }
  }

  /** What each element of the images, the first, gets of the gradients of windows, the second. */
  public static Runnable gradient(PoolGeometry g, List<FloatBuffer> in, FloatBuffer dx) {
    MaxPoolRows pool = new MaxPoolRows(g);
    return pool.loop((from, to) -> pool.gradient(from, to, in.get(0), in.get(1), dx));
  }

  private void gradient(int from, int to, FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    float[] in = seen();
    float[] sums = seen();
    float[] out = new float[outputRow];
    int inputRows = g.input()[0] * g.input()[1];
    for (int row = from * inputRows; row < to * inputRows; row++) {
      dx.put(row * inputRow, sums, 0, inputRow);
    }
    each(
        from,
        to,
        (parts, count, length, place) -> {
          for (int i = 0; i < count; i++) {
            x.get(parts[i], in, i * length, length);
            dx.get(parts[i], sums, i * length, length);
          }
          dy.get(place, out, 0, outputRow);
          for (int w = 0; w < g.output()[2]; w++) {
            gradient(in, count * length, w, out, sums);
          }
          for (int i = 0; i < count; i++) {
            dx.put(parts[i], sums, i * length, length);
          }
        });
  }

  /** Adds each gradient to the first of the largest elements of its window. */
  private void gradient(float[] x, int size, int w, float[] dy, float[] dx) {
    int channels = g.channels();
    int first = g.first(2, w) * channels;
    int end = g.end(2, w) * channels;
    for (int c = 0; c < channels; c++) {
      int best = first + c;
      for (int row = 0; row < size; row += inputRow) {
        for (int i = row + first + c; i < row + end; i += channels) {
          best = x[i] > x[best] ? i : best;
        }
      }
      dx[best] += dy[w * channels + c];
    }
  }
}
