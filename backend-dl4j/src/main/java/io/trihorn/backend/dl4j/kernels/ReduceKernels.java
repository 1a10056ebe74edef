package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.FloatBuffer;
import java.util.List;

/** The largest and the smallest along an axis, NaN if there is one, and sums up to each place. */
public final class ReduceKernels {
  private ReduceKernels() {}

  /** The step that reduces the middle axis of {@code (before, length, after)}. */
  public static Runnable extreme(boolean max, Ref from, Ref to, Frame f) {
    if (from.dtype() != DataType.FLOAT32) {
      return along(
          1, max ? ReduceKernels::largest : ReduceKernels::smallest, List.of(from), List.of(to), f);
    }
    int length = (int) from.dim(1);
    int after = (int) from.dim(2);
    FloatBuffer x = f.bytes(from).asFloatBuffer();
    FloatBuffer z = f.bytes(to).asFloatBuffer();
    return loop(from, (int) from.dim(0), floats(max, length, after, x, z));
  }

  /** A step on blocks of lines along an axis. */
  private static Runnable loop(Ref x, int blocks, Parallel.Part part) {
    return () -> Parallel.loop(blocks, x.size(), part);
  }

  private static Parallel.Part floats(
      boolean max, int length, int after, FloatBuffer x, FloatBuffer z) {
    return (first, end) -> {
      for (int i = first; i < end; i++) {
        for (int k = 0; k < after; k++) {
          int at = i * length * after + k;
          float best = x.get(at);
          for (int j = 1; j < length; j++) {
            float next = x.get(at + j * after);
            best = max ? Math.max(best, next) : Math.min(best, next);
          }
          z.put(i * after + k, best);
        }
      }
    };
  }

  private static void largest(Elements x, Elements z, int line, int first, int end, int step) {
    double best = x.get(first);
    for (int i = first + step; i < end; i += step) {
      best = Math.max(best, x.get(i));
    }
    z.set(line, best);
  }

  private static void smallest(Elements x, Elements z, int line, int first, int end, int step) {
    double best = x.get(first);
    for (int i = first + step; i < end; i += step) {
      best = Math.min(best, x.get(i));
    }
    z.set(line, best);
  }

  /** What is done with the elements that differ in one axis only. */
  @FunctionalInterface
  public interface Line {
    /** Does it, from the first element to before an end, with a distance from each to the next. */
    void run(Elements x, Elements z, int line, int first, int end, int step);
  }

  /** The step on all lines along an axis. */
  public static Runnable along(int axis, Line each, List<Ref> in, List<Ref> out, Frame f) {
    Ref from = in.get(0);
    int length = (int) from.dim(axis);
    int after = (int) from.extent(axis + 1, from.rank());
    Elements x = f.elements(from);
    Elements z = f.elements(out.get(0));
    Parallel.Part part =
        (begin, end) -> {
          for (int line = begin * after; line < end * after; line++) {
            int first = line / after * length * after + line % after;
            each.run(x, z, line, first, first + length * after, after);
          }
        };
    return loop(from, (int) from.extent(0, axis), part);
  }

  /** Adds to each element the one before it. */
  public static void cumSum(Elements x, Elements z, int line, int first, int end, int step) {
    for (int i = first + step; i < end; i += step) {
      z.sum(i, i, z, i - step);
    }
  }
}
