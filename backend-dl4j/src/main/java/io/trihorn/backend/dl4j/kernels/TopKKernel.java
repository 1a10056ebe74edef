package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The largest elements of each row and where they stand. */
public final class TopKKernel {
  private TopKKernel() {}

  /** The step for the rows of the last axis. */
  public static Runnable bind(int k, Ref from, Ref largest, Ref at, Frame f) {
    int length = (int) from.dim(from.rank() - 1);
    ByteBuffer x = f.bytes(from);
    ByteBuffer values = f.bytes(largest);
    IntBuffer positions = f.bytes(at).asIntBuffer();
    Parallel.Part part =
        from.dtype() == DataType.FLOAT32
            ? floats(length, k, x.asFloatBuffer(), values.asFloatBuffer(), positions)
            : others(from.dtype(), length, k, x, values, positions);
    return () -> Parallel.loop((int) (from.size() / length), from.size() * 4, part);
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
