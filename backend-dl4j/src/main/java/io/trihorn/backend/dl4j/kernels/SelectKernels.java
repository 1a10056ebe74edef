package io.trihorn.backend.dl4j.kernels;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Choice between two arrays, element by element; one kernel for each width of elements. */
public final class SelectKernels {
  private SelectKernels() {}

  /** The step that chooses; an array of one element repeats. */
  public static Runnable bind(int width, ByteBuffer c, ByteBuffer x, ByteBuffer y, ByteBuffer z) {
    int n = z.capacity() / width;
    int sc = c.capacity() == n ? 1 : 0;
    int sx = x.capacity() == z.capacity() ? 1 : 0;
    int sy = y.capacity() == z.capacity() ? 1 : 0;
    Parallel.Part part =
        switch (width) {
          case 1 -> bytes(c, sc, x, sx, y, sy, z);
          case 2 -> shorts(c, sc, x.asShortBuffer(), sx, y.asShortBuffer(), sy, z.asShortBuffer());
          case 4 -> ints(c, sc, x.asIntBuffer(), sx, y.asIntBuffer(), sy, z.asIntBuffer());
          default -> longs(c, sc, x.asLongBuffer(), sx, y.asLongBuffer(), sy, z.asLongBuffer());
        };
    return () -> Parallel.loop(n, n, part);
  }

  private static Parallel.Part bytes(
      ByteBuffer c, int sc, ByteBuffer x, int sx, ByteBuffer y, int sy, ByteBuffer z) {
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        z.put(i, c.get(i * sc) != 0 ? x.get(i * sx) : y.get(i * sy));
      }
    };
  }

  private static Parallel.Part shorts(
      ByteBuffer c, int sc, ShortBuffer x, int sx, ShortBuffer y, int sy, ShortBuffer z) {
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        z.put(i, c.get(i * sc) != 0 ? x.get(i * sx) : y.get(i * sy));
      }
    };
  }

  private static Parallel.Part ints(
      ByteBuffer c, int sc, IntBuffer x, int sx, IntBuffer y, int sy, IntBuffer z) {
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        z.put(i, c.get(i * sc) != 0 ? x.get(i * sx) : y.get(i * sy));
      }
    };
  }

  private static Parallel.Part longs(
      ByteBuffer c, int sc, LongBuffer x, int sx, LongBuffer y, int sy, LongBuffer z) {
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        z.put(i, c.get(i * sc) != 0 ? x.get(i * sx) : y.get(i * sy));
      }
    };
  }
}
