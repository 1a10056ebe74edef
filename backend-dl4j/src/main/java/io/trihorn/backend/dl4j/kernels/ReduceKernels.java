package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.graph.Reduction;
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
    long work = (long) before * length * after;
    Parallel.Part part =
        dtype == DataType.FLOAT32
            ? floats(max, length, after, from.asFloatBuffer(), to.asFloatBuffer())
            : doubles(max, length, after, Elements.of(dtype, from), Elements.of(dtype, to));
    return () -> Parallel.loop(before, work, part);
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
        false,
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

  private static Parallel.Part lines(int length, int after, boolean reverse, Line each) {
    int last = reverse ? (length - 1) * after : 0;
    return (from, end) -> {
      for (int line = from * after; line < end * after; line++) {
        int start = line / after * length * after + line % after;
        each.run(line, start + last, reverse ? -after : after);
      }
    };
  }

  /** The step that adds up along the middle axis. */
  public static Runnable cumulate(Reduction.CumSum op, long[] shape, Elements x, Elements z) {
    int length = (int) shape[1];
    Line sums =
        (line, at, step) -> {
          z.set(at, op.exclusive() ? 0 : x.get(at));
          for (int j = 1; j < length; j++, at += step) {
            z.sum(at + step, at, x, op.exclusive() ? at : at + step);
          }
        };
    Parallel.Part part = lines(length, (int) shape[2], op.reverse(), sums);
    long size = shape[0] * length * shape[2];
    return () -> Parallel.loop(size == 0 ? 0 : (int) shape[0], size, part);
  }
}
