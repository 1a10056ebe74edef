package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Choice between two arrays, element by element. */
public final class SelectKernels {
  private static final int STRETCH = Tiling.STRETCH;

  private SelectKernels() {}

  /** The step that chooses; an array of one element repeats. */
  public static Runnable bind(int width, ByteBuffer c, ByteBuffer x, ByteBuffer y, ByteBuffer z) {
    return width == Integer.BYTES
        ? words(c, x.asIntBuffer(), y.asIntBuffer(), z.asIntBuffer())
        : elements(width, c, x, y, z);
  }

  /**
   * Elements of four bytes, a stretch at a time through arrays on the heap and without branches: a
   * processor cannot foresee which elements are chosen, such as those that a dropout keeps.
   */
  private static Runnable words(ByteBuffer c, IntBuffer x, IntBuffer y, IntBuffer z) {
    int size = z.capacity();
    Parallel.Part part =
        (from, to) -> {
          int most = Math.min(STRETCH, to - from);
          byte[] flags = new byte[most];
          int[] left = new int[most];
          int[] right = new int[most];
          int[] chosen = new int[most];
          Arrays.fill(flags, c.get(0));
          Arrays.fill(left, x.get(0));
          Arrays.fill(right, y.get(0));
          for (int at = from; at < to; at += STRETCH) {
            int n = Math.min(STRETCH, to - at);
            if (c.capacity() == size) {
              c.get(at, flags, 0, n);
            }
            if (x.capacity() == size) {
              x.get(at, left, 0, n);
            }
            if (y.capacity() == size) {
              y.get(at, right, 0, n);
            }
            choose(flags, left, right, chosen, n);
            z.put(at, chosen, 0, n);
          }
        };
    return () -> Parallel.loop(size, size, part);
  }

  /** The step that makes masks of a condition: all ones where it holds. */
  public static Runnable masks(ByteBuffer c, IntBuffer masks) {
    return () -> {
      for (int i = 0; i < masks.capacity(); i++) {
        masks.put(i, c.get(i) == 0 ? 0 : -1);
      }
    };
  }

  /**
   * The step that chooses elements of four bytes by masks, which repeat as often as there are more
   * elements; an array of one element repeats. Of bytes, masks take longer to make than to use.
   */
  public static Runnable byMasks(IntBuffer masks, IntBuffer x, IntBuffer y, IntBuffer z) {
    int size = z.capacity();
    int period = masks.capacity();
    Parallel.Part part =
        (from, to) -> {
          int[] mask = new int[STRETCH];
          int[] left = new int[STRETCH];
          int[] right = new int[STRETCH];
          Arrays.fill(left, x.get(0));
          Arrays.fill(right, y.get(0));
          int n;
          for (int at = from; at < to; at += n) {
            int start = at % period;
            n = Math.min(STRETCH, Math.min(to - at, period - start));
            masks.get(start, mask, 0, n);
            if (x.capacity() == size) {
              x.get(at, left, 0, n);
            }
            if (y.capacity() == size) {
              y.get(at, right, 0, n);
            }
            choose(mask, left, right, n);
            z.put(at, mask, 0, n);
          }
        };
    return () -> Parallel.loop(size, size, part);
  }

  /** Over the masks. */
  private static void choose(int[] mask, int[] x, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      mask[i] = y[i] ^ (x[i] ^ y[i]) & mask[i];
    }
  }

  private static void choose(byte[] c, int[] x, int[] y, int[] z, int n) {
    for (int i = 0; i < n; i++) {
      // All ones where the condition is not 0.
      int mask = (c[i] | -c[i]) >> Integer.SIZE - 1;
      z[i] = y[i] ^ (x[i] ^ y[i]) & mask;
    }
  }

  private static Runnable elements(
      int width, ByteBuffer c, ByteBuffer x, ByteBuffer y, ByteBuffer z) {
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
