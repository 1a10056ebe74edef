package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
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
    return lines(
        length,
        after,
        (line, first, step) -> {
          double best = x.get(first);
          for (int j = 1; j < length; j++) {
            double next = x.get(first + j * step);
            best = max ? Math.max(best, next) : Math.min(best, next);
          }
          z.set(line, best);
        });
  }

  /** What is done with the elements that differ in the middle axis only. */
  private interface Line {
    /** Does it, from the first element on, with this distance from each element to the next. */
    void run(int line, int first, int step);
  }

  private static Parallel.Part lines(int length, int after, Line each) {
    return (from, end) -> {
      for (int line = from * after; line < end * after; line++) {
        each.run(line, line / after * length * after + line % after, after);
      }
    };
  }

  /** The step that adds to each element of an array the one before it along the middle axis. */
  public static Runnable accumulate(long[] shape, Elements z) {
    Line sums =
        (line, first, step) -> {
          for (int j = 1; j < shape[1]; j++) {
            z.sum(first + j * step, first + j * step, z, first + (j - 1) * step);
          }
        };
    return loop(shape, lines((int) shape[1], (int) shape[2], sums));
  }
}
