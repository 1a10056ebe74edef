package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.graph.Reduction;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The largest and the smallest along an axis, NaN if there is one, and sums of whole numbers. */
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
    return (first, end) -> {
      for (int i = first; i < end; i++) {
        for (int k = 0; k < after; k++) {
          int at = i * length * after + k;
          double best = x.get(at);
          for (int j = 1; j < length; j++) {
            double next = x.get(at + j * after);
            best = max ? Math.max(best, next) : Math.min(best, next);
          }
          z.set(i * after + k, best);
        }
      }
    };
  }

  /** The step that adds up whole numbers along the middle axis. */
  public static Runnable cumulate(Reduction.CumSum op, long[] shape, Elements x, Elements z) {
    int length = (int) shape[1];
    int after = (int) shape[2];
    return () -> {
      for (int i = 0; i < shape[0]; i++) {
        for (int k = 0; k < after; k++) {
          long sum = 0;
          for (int j = 0; j < length; j++) {
            int at = (i * length + (op.reverse() ? length - 1 - j : j)) * after + k;
            long next = sum + x.getLong(at);
            z.setLong(at, op.exclusive() ? sum : next);
            sum = next;
          }
        }
      }
    };
  }
}
