package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Kernels that address rows by computed positions. Every position is clamped to what there is. */
public final class IndexKernels {
  private IndexKernels() {}

  private static int clamp(long index, int extent) {
    return (int) Math.max(0, Math.min(index, extent - 1L));
  }

  /** Copies rows of some bytes, picked by indices, from each of some blocks of rows. */
  public static Runnable gather(
      int outer, int rows, int row, ByteBuffer data, Elements indices, int count, ByteBuffer z) {
    return () ->
        Parallel.loop(
            outer * count,
            z.capacity() / 4,
            (first, end) -> {
              for (int i = first; i < end; i++) {
                int from = (i / count * rows + clamp(indices.getLong(i % count), rows)) * row;
                z.put(i * row, data, from, row);
              }
            });
  }

  /** Adds rows to the rows at indices, one after another. */
  public static Runnable scatterAdd(
      DataType dtype,
      int rows,
      int row,
      Elements indices,
      int count,
      ByteBuffer from,
      ByteBuffer to) {
    if (dtype == DataType.FLOAT32) {
      return addFloats(rows, row, indices, count, from.asFloatBuffer(), to.asFloatBuffer());
    }
    Elements updates = Elements.of(dtype, from);
    Elements z = Elements.of(dtype, to);
    return () -> {
      for (int i = 0; i < count; i++) {
        int at = clamp(indices.getLong(i), rows) * row;
        for (int j = 0; j < row; j++) {
          z.sum(at + j, at + j, updates, i * row + j);
        }
      }
    };
  }

  private static Runnable addFloats(
      int rows, int row, Elements indices, int count, FloatBuffer updates, FloatBuffer z) {
    return () -> {
      for (int i = 0; i < count; i++) {
        int at = clamp(indices.getLong(i), rows) * row;
        for (int j = 0; j < row; j++) {
          z.put(at + j, z.get(at + j) + updates.get(i * row + j));
        }
      }
    };
  }
}
