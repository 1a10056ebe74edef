package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** The largest elements of each row and where they stand. */
public final class TopKKernel {
  private TopKKernel() {}

  /** The step for the rows of the last axis. */
  public static Runnable bind(int k, Ref from, List<Ref> to, Frame f) {
    int length = (int) from.dim(from.rank() - 1);
    int width = from.dtype().getNumOfBytes();
    boolean floating = from.dtype().isFloating();
    Elements elements = f.elements(from);
    ByteBuffer x = f.bytes(from);
    ByteBuffer values = f.bytes(to.get(0));
    IntBuffer positions = f.bytes(to.get(1)).asIntBuffer();
    Parallel.Part part =
        (first, end) -> {
          long[] keys = new long[length];
          for (int row = first; row < end; row++) {
            for (int i = 0; i < length; i++) {
              keys[i] = key(elements, floating, row * length + i);
            }
            int[] best = falling(keys);
            for (int j = 0; j < k; j++) {
              positions.put(row * k + j, best[j]);
              values.put((row * k + j) * width, x, (row * length + best[j]) * width, width);
            }
          }
        };
    return () -> Parallel.loop((int) (from.size() / length), from.size() * 4, part);
  }

  /** A number in the order of the elements; adding 0 makes the two zeros one. */
  private static long key(Elements x, boolean floating, int i) {
    if (!floating) {
      return x.getLong(i);
    }
    long bits = Double.doubleToLongBits(x.get(i) + 0.0);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** The positions in falling order of their keys, of equals the lower first, by merging runs. */
  private static int[] falling(long[] keys) {
    int n = keys.length;
    int[] from = IntStream.range(0, n).toArray();
    int[] to = new int[n];
    for (int run = 1; run < n; run *= 2) {
      for (int start = 0; start < n; start += 2 * run) {
        int middle = Math.min(start + run, n);
        int end = Math.min(middle + run, n);
        for (int at = start, i = start, j = middle; at < end; at++) {
          boolean left = j == end || i < middle && keys[from[i]] >= keys[from[j]];
          to[at] = left ? from[i++] : from[j++];
        }
      }
      int[] sorted = to;
      to = from;
      from = sorted;
    }
    return from;
  }
}
