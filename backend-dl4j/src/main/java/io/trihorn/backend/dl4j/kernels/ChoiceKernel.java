package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Choice between two arrays of float32 where all of some comparisons hold, in one pass over memory
 * and without branches: a processor cannot foresee which elements a rectifier has let through. Of
 * floats only the bits are looked at, for comparisons of integers become vector instructions and
 * those of floats do not.
 */
public final class ChoiceKernel {
  private static final int STRETCH = Tiling.STRETCH;
  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  /**
   * {@code smaller < larger}, false with NaN. An array of one element repeats, in what is chosen
   * from too.
   */
  public record Less(IntBuffer smaller, IntBuffer larger) {}

  private ChoiceKernel() {}

  /** The step that writes x where all hold, and y elsewhere. */
  public static Runnable bind(List<Less> conditions, IntBuffer x, IntBuffer y, IntBuffer z) {
    IntBuffer[] compared =
        conditions.stream()
            .flatMap(less -> Stream.of(less.smaller(), less.larger()))
            .toArray(IntBuffer[]::new);
    int size = z.capacity();
    Parallel.Part part = (from, to) -> choose(compared, x, y, z, from, to);
    return () -> Parallel.loop(size, (long) size * (1 + conditions.size()), part);
  }

  private static void choose(
      IntBuffer[] compared, IntBuffer x, IntBuffer y, IntBuffer z, int from, int to) {
    int size = z.capacity();
    int most = Math.min(STRETCH, to - from);
    int[] left = new int[most];
    int[] right = new int[most];
    int[] mask = new int[most];
    int[] constants = new int[most];
    int[][] keys = new int[compared.length][most];
    Arrays.fill(constants, -1);
    for (int i = 0; i < keys.length; i++) {
      if (compared[i].capacity() != size) {
        Arrays.fill(keys[i], compared[i].get(0));
        order(keys[i], constants, most);
      }
    }
    for (int at = from; at < to; at += STRETCH) {
      int n = Math.min(STRETCH, to - at);
      System.arraycopy(constants, 0, mask, 0, n);
      for (int i = 0; i < keys.length; i++) {
        if (compared[i].capacity() == size) {
          compared[i].get(at, keys[i], 0, n);
          order(keys[i], mask, n);
        }
      }
      for (int i = 0; i < keys.length; i += 2) {
        less(keys[i], keys[i + 1], mask, n);
      }
      load(x, size, at, left, n);
      load(y, size, at, right, n);
      choose(left, right, mask, n);
      z.put(at, left, 0, n);
    }
  }

  private static void load(IntBuffer from, int size, int at, int[] to, int n) {
    if (from.capacity() == size) {
      from.get(at, to, 0, n);
    } else {
      Arrays.fill(to, 0, n, from.get(0));
    }
  }

  /**
   * Makes integers in the order of the floats, both zeros the same, and clears the masks of what is
   * no number. One loop that compares too is too long to become vector instructions.
   */
  private static void order(int[] x, int[] mask, int n) {
    for (int i = 0; i < n; i++) {
      int sign = x[i] >> 31;
      int magnitude = x[i] & MAGNITUDE;
      mask[i] &= ~(INFINITY - magnitude >> 31);
      x[i] = (magnitude ^ sign) - sign;
    }
  }

  /** Clears the masks of those that are not less; a difference may be too large for its sign. */
  private static void less(int[] x, int[] y, int[] mask, int n) {
    for (int i = 0; i < n; i++) {
      mask[i] &= (x[i] & ~y[i] | ~(x[i] ^ y[i]) & x[i] - y[i]) >> 31;
    }
  }

  private static void choose(int[] x, int[] y, int[] mask, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = y[i] ^ (x[i] ^ y[i]) & mask[i];
    }
  }
}
