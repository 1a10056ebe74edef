package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Elements;
import java.util.List;

/** Pooling and its gradients over the windows of each image, in Java. */
public final class PoolKernels {
  /** What is done with one channel of a window. */
  @FunctionalInterface
  private interface Visit {
    /**
     * Handles it.
     *
     * @param output the output's element
     * @param places where the pixels of the window begin that are not padding
     * @param count how many these are
     */
    void window(int output, int[] places, int count, int channel);
  }

  /** A pooling or the gradient of one. */
  @FunctionalInterface
  public interface Kernel {
    /** The step from images to an image, all with channels last. */
    Runnable bind(PoolGeometry g, List<Elements> in, Elements z);
  }

  private PoolKernels() {}

  /** Images are independent of each other, windows of one image are not. */
  private static Runnable each(PoolGeometry g, Visit visit) {
    int window = g.window()[0] * g.window()[1] * g.window()[2];
    long work = (long) window * g.batch() * g.outputPixels() * g.channels();
    Parallel.Part part =
        (from, to) -> {
          int[] places = new int[window];
          for (int out = from * g.outputPixels(); out < to * g.outputPixels(); out++) {
            int count = places(g, out, places);
            for (int c = 0; c < g.channels(); c++) {
              visit.window(out * g.channels() + c, places, count, c);
            }
          }
        };
    return () -> Parallel.loop(g.batch(), work, part);
  }

  /** Finds the elements at which the pixels of an output pixel's window begin. */
  private static int places(PoolGeometry g, int out, int[] places) {
    int image = out / g.outputPixels() * g.inputPixels();
    int depth = out % g.outputPixels() / (g.output()[1] * g.output()[2]);
    int height = out / g.output()[2] % g.output()[1];
    int width = out % g.output()[2];
    int count = 0;
    for (int d = g.first(0, depth); d < g.end(0, depth); d++) {
      for (int h = g.first(1, height); h < g.end(1, height); h++) {
        int row = image + (d * g.input()[1] + h) * g.input()[2];
        for (int w = g.first(2, width); w < g.end(2, width); w++) {
          places[count++] = (row + w) * g.channels();
        }
      }
    }
    return count;
  }

  /** Windows that add to elements of an array, which is cleared before. */
  private static Runnable adding(PoolGeometry g, Elements to, Visit visit) {
    Runnable windows = each(g, visit);
    int size = g.batch() * g.inputPixels() * g.channels();
    return () -> {
      for (int i = 0; i < size; i++) {
        to.set(i, 0);
      }
      windows.run();
    };
  }

  public static Runnable max(PoolGeometry g, List<Elements> in, Elements y) {
    Elements x = in.get(0);
    return each(
        g,
        (out, places, count, c) -> {
          double best = Double.NEGATIVE_INFINITY;
          for (int k = 0; k < count; k++) {
            best = Math.max(best, x.get(places[k] + c));
          }
          y.set(out, best);
        });
  }

  /** Adds each gradient to the first of the largest elements of its window. */
  public static Runnable maxGradient(PoolGeometry g, List<Elements> in, Elements dx) {
    Elements x = in.get(0);
    return adding(
        g,
        dx,
        (out, places, count, c) -> {
          int best = -1;
          for (int k = 0; k < count; k++) {
            int i = places[k] + c;
            best = best < 0 || x.get(i) > x.get(best) ? i : best;
          }
          if (best >= 0) {
            dx.sum(best, best, in.get(1), out);
          }
        });
  }

  public static Runnable average(PoolGeometry g, List<Elements> in, Elements y) {
    Elements x = in.get(0);
    return each(
        g,
        (out, places, count, c) -> {
          double sum = 0;
          for (int k = 0; k < count; k++) {
            sum += x.get(places[k] + c);
          }
          y.set(out, sum / count);
        });
  }

  public static Runnable averageGradient(PoolGeometry g, List<Elements> in, Elements dx) {
    return adding(
        g,
        dx,
        (out, places, count, c) -> {
          double share = in.get(0).get(out) / count;
          for (int k = 0; k < count; k++) {
            dx.set(places[k] + c, dx.get(places[k] + c) + share);
          }
        });
  }
}
