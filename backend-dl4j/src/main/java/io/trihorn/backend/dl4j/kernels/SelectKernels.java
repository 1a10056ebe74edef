package io.trihorn.backend.dl4j.kernels;

import java.nio.ByteBuffer;

/** Choice between two arrays, element by element. */
public final class SelectKernels {
  private SelectKernels() {}

  /** The step that chooses; an array of one element repeats. */
  public static Runnable bind(int width, ByteBuffer c, ByteBuffer x, ByteBuffer y, ByteBuffer z) {
    int n = z.capacity() / width;
    int sc = c.capacity() == n ? 1 : 0;
    int sx = x.capacity() == z.capacity() ? width : 0;
    int sy = y.capacity() == z.capacity() ? width : 0;
    boolean ints = width % Integer.BYTES == 0;
    int step = ints ? Integer.BYTES : 1;
    Parallel.Part part =
        (from, to) -> {
          for (int i = from; i < to; i++) {
            boolean first = c.get(i * sc) != 0;
            ByteBuffer chosen = first ? x : y;
            int start = i * (first ? sx : sy);
            for (int k = 0; k < width; k += step) {
              if (ints) {
                z.putInt(i * width + k, chosen.getInt(start + k));
              } else {
                z.put(i * width + k, chosen.get(start + k));
              }
            }
          }
        };
    return () -> Parallel.loop(n, n, part);
  }
}
