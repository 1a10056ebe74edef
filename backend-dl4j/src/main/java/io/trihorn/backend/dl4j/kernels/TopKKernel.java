package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The largest elements of each row and where they stand. */
public final class TopKKernel {
  private TopKKernel() {}

  public static Runnable bind(
      DataType dtype,
      int rows,
      int length,
      int k,
      ByteBuffer from,
      ByteBuffer values,
      ByteBuffer to) {
    IntBuffer positions = to.asIntBuffer();
    long work = (long) rows * length * 4;
    Parallel.Part part =
        dtype == DataType.FLOAT32
            ? floats(length, k, from.asFloatBuffer(), values.asFloatBuffer(), positions)
            : others(dtype, length, k, from, values, positions);
    return () -> Parallel.loop(rows, work, part);
  }

  /** Sorts numbers that hold an element's order above and its position, counted down, below. */
  private static Parallel.Part floats(
      int length, int k, FloatBuffer x, FloatBuffer values, IntBuffer positions) {
    return (first, end) -> {
      long[] keys = new long[length];
      for (int row = first; row < end; row++) {
        for (int i = 0; i < length; i++) {
          // Adding 0 makes the two zeros one.
          int bits = Float.floatToIntBits(x.get(row * length + i) + 0f);
          int rising = bits ^ (bits >> 31 & Integer.MAX_VALUE);
          keys[i] = (long) rising << 32 | (length - 1 - i);
        }
        Arrays.sort(keys);
        for (int j = 0; j < k; j++) {
          int position = length - 1 - (int) keys[length - 1 - j];
          positions.put(row * k + j, position);
          values.put(row * k + j, x.get(row * length + position));
        }
      }
    };
  }

  private static Parallel.Part others(
      DataType dtype, int length, int k, ByteBuffer from, ByteBuffer values, IntBuffer positions) {
    Elements x = Elements.of(dtype, from);
    int width = dtype.getNumOfBytes();
    return (first, end) -> {
      for (int row = first; row < end; row++) {
        int start = row * length;
        Comparator<Integer> rising =
            dtype.isFloating()
                ? Comparator.comparingDouble(i -> x.get(start + i) + 0.0)
                : Comparator.comparingLong(i -> x.getLong(start + i));
        int[] best =
            IntStream.range(0, length)
                .boxed()
                .sorted(rising.reversed())
                .limit(k)
                .mapToInt(i -> i)
                .toArray();
        for (int j = 0; j < k; j++) {
          positions.put(row * k + j, best[j]);
          values.put((row * k + j) * width, from, (start + best[j]) * width, width);
        }
      }
    };
  }
}
