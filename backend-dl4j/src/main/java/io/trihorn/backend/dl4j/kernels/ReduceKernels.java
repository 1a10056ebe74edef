package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The largest and the smallest along an axis, NaN if there is one, and sums up to each place. */
public final class ReduceKernels {
  private ReduceKernels() {}

  /** The step that reduces the middle axis of {@code (before, length, after)}. */
  public static Runnable extreme(
      boolean max,
      DataType dtype,
      int before,
      int length,
      int after,
      ByteBuffer from,
      ByteBuffer to) {
    Parallel.Part part =
        dtype == DataType.FLOAT32
            ? floats(max, length, after, from.asFloatBuffer(), to.asFloatBuffer())
            : doubles(max, length, after, Elements.of(dtype, from), Elements.of(dtype, to));
    return loop(new long[] {before, length, after}, part);
  }

  /** A step on blocks of lines along the middle axis. */
  private static Runnable loop(long[] shape, Parallel.Part part) {
    return () -> Parallel.loop((int) shape[0], shape[0] * shape[1] * shape[2], part);
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

  private static Parallel.Part doubles(boolean max, int length, int after, Elements x, Elements z) {
    Line extreme =
        (from, to, line, first, end, step) -> {
          double best = from.get(first);
          for (int i = first + step; i < end; i += step) {
            best = max ? Math.max(best, from.get(i)) : Math.min(best, from.get(i));
          }
          to.set(line, best);
        };
    return lines(length, after, x, z, extreme);
  }

  /** What is done with the elements that differ in one axis only. */
  @FunctionalInterface
  public interface Line {
    /** Does it, from the first element to before an end, with a distance from each to the next. */
    void run(Elements x, Elements z, int line, int first, int end, int step);
  }

  private static Parallel.Part lines(int length, int after, Elements x, Elements z, Line each) {
    return (from, to) -> {
      for (int line = from * after; line < to * after; line++) {
        int first = line / after * length * after + line % after;
        each.run(x, z, line, first, first + length * after, after);
      }
    };
  }

  /** The step on all lines along an axis. */
  public static Runnable along(int axis, Ref from, Ref to, Frame f, Line each) {
    int length = (int) from.dim(axis);
    int after = (int) from.extent(axis + 1, from.rank());
    long[] shape = {from.extent(0, axis), length, after};
    return loop(shape, lines(length, after, f.elements(from), f.elements(to), each));
  }

  /** Adds to each element the one before it. */
  public static void cumSum(Elements x, Elements z, int line, int first, int end, int step) {
    for (int i = first + step; i < end; i += step) {
      z.sum(i, i, z, i - step);
    }
  }
}
