package io.trihorn.backend.dl4j;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The largest and the smallest along an axis, NaN if there is one. */
final class ReduceKernels {
  private ReduceKernels() {}

  /** The step that reduces the middle axis of {@code (before, length, after)}. */
  static Runnable extreme(
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
}
