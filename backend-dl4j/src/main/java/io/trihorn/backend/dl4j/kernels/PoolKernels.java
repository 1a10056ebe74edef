package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Elements;

/** Pooling and its gradients over the windows of each image, in Java. */
public final class PoolKernels {
  /** What is done with the part of a window that is not padding, for one channel. */
  @FunctionalInterface
  private interface Visit {
    /** Handles the window of an output position; the ranges are of input positions. */
    void window(int output, int image, int[] first, int[] end);
  }

  private PoolKernels() {}

  /** Images are independent of each other, windows of one image are not. */
  private static Runnable each(PoolGeometry g, Visit visit) {
    long window = (long) g.window()[0] * g.window()[1] * g.window()[2];
    long work = window * g.batch() * g.outputPixels() * g.channels();
    return () ->
        Parallel.loop(
            g.batch(),
            work,
            (from, to) -> {
              int[] first = new int[3];
              int[] end = new int[3];
              for (int b = from; b < to; b++) {
                int out = b * g.outputPixels();
                for (int d = 0; d < g.output()[0]; d++) {
                  first[0] = g.first(0, d);
                  end[0] = g.end(0, d);
                  for (int h = 0; h < g.output()[1]; h++) {
                    first[1] = g.first(1, h);
                    end[1] = g.end(1, h);
                    for (int w = 0; w < g.output()[2]; w++) {
                      first[2] = g.first(2, w);
                      end[2] = g.end(2, w);
                      visit.window(out * g.channels(), b * g.inputPixels(), first, end);
                      out++;
                    }
                  }
                }
              }
            });
  }

  private static int row(PoolGeometry g, int image, int d, int h) {
    return image + (d * g.input()[1] + h) * g.input()[2];
  }

  public static Runnable max(PoolGeometry g, Elements x, Elements y) {
    int channels = g.channels();
    return each(
        g,
        (out, image, first, end) -> {
          for (int c = 0; c < channels; c++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int d = first[0]; d < end[0]; d++) {
              for (int h = first[1]; h < end[1]; h++) {
                int row = row(g, image, d, h);
                for (int w = first[2]; w < end[2]; w++) {
                  best = Math.max(best, x.get((row + w) * channels + c));
                }
              }
            }
            y.set(out + c, best);
          }
        });
  }

  /** Adds each gradient to the first of the largest elements of its window. */
  public static Runnable maxGradient(PoolGeometry g, Elements x, Elements dy, Elements dx) {
    int channels = g.channels();
    int size = g.batch() * g.inputPixels() * channels;
    Runnable windows =
        each(
            g,
            (out, image, first, end) -> {
              for (int c = 0; c < channels; c++) {
                int at = -1;
                double best = 0;
                for (int d = first[0]; d < end[0]; d++) {
                  for (int h = first[1]; h < end[1]; h++) {
                    int row = row(g, image, d, h);
                    for (int w = first[2]; w < end[2]; w++) {
                      int i = (row + w) * channels + c;
                      double value = x.get(i);
                      if (at < 0 || value > best) {
                        best = value;
                        at = i;
                      }
                    }
                  }
                }
                if (at >= 0) {
                  dx.set(at, dx.get(at) + dy.get(out + c));
                }
              }
            });
    return () -> {
      clear(dx, size);
      windows.run();
    };
  }

  private static void clear(Elements x, int size) {
    for (int i = 0; i < size; i++) {
      x.set(i, 0);
    }
  }

  private static int count(int[] first, int[] end) {
    return (end[0] - first[0]) * (end[1] - first[1]) * (end[2] - first[2]);
  }

  public static Runnable average(PoolGeometry g, Elements x, Elements y) {
    int channels = g.channels();
    return each(
        g,
        (out, image, first, end) -> {
          for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int d = first[0]; d < end[0]; d++) {
              for (int h = first[1]; h < end[1]; h++) {
                int row = row(g, image, d, h);
                for (int w = first[2]; w < end[2]; w++) {
                  sum += x.get((row + w) * channels + c);
                }
              }
            }
            y.set(out + c, sum / count(first, end));
          }
        });
  }

  public static Runnable averageGradient(PoolGeometry g, Elements dy, Elements dx) {
    int channels = g.channels();
    int size = g.batch() * g.inputPixels() * channels;
    Runnable windows =
        each(
            g,
            (out, image, first, end) -> {
              int count = count(first, end);
              for (int d = first[0]; d < end[0]; d++) {
                for (int h = first[1]; h < end[1]; h++) {
                  int row = row(g, image, d, h);
                  for (int w = first[2]; w < end[2]; w++) {
                    for (int c = 0; c < channels; c++) {
                      int i = (row + w) * channels + c;
                      dx.set(i, dx.get(i) + dy.get(out + c) / count);
                    }
                  }
                }
              }
            });
    return () -> {
      clear(dx, size);
      windows.run();
    };
  }
}
