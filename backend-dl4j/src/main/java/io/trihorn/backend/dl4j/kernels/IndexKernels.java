package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.ByteBuffer;
import java.util.List;

/** Kernels that address rows by computed positions. Every position is clamped to what there is. */
public final class IndexKernels {
  private IndexKernels() {}

  /**
   * Rows of elements along an axis, of which some are meant.
   *
   * @param extent how many there are in each of the blocks before the axis
   * @param length how many elements each has
   * @param count how many are meant in each block
   * @param indices where they stand along the axis
   */
  private record Rows(int extent, int length, int count, Elements indices) {
    static Rows of(int axis, List<Ref> in, Frame f) {
      Ref x = in.get(0);
      int length = Math.toIntExact(x.extent(axis + 1, x.rank()));
      return new Rows((int) x.dim(axis), length, (int) in.get(1).size(), f.elements(in.get(1)));
    }

    /** The first element of one that is meant, counted through all blocks. */
    int start(int i) {
      long index = Math.max(0, Math.min(indices.getLong(i % count), extent - 1L));
      return (i / count * extent + (int) index) * length;
    }
  }

  /** Copies rows along an axis. */
  public static Runnable gather(int axis, List<Ref> in, Ref to, Frame f) {
    Rows rows = Rows.of(axis, in, f);
    int width = in.get(0).dtype().getNumOfBytes();
    int blocks = Math.toIntExact(in.get(0).extent(0, axis));
    int bytes = rows.length() * width;
    ByteBuffer x = f.bytes(in.get(0));
    ByteBuffer z = f.bytes(to);
    Parallel.Part part =
        (first, end) -> {
          for (int i = first; i < end; i++) {
            z.put(i * bytes, x, rows.start(i) * width, bytes);
          }
        };
    return () -> Parallel.loop(blocks * rows.count(), z.capacity() / 4, part);
  }

  /** Adds rows (third) to the rows (of the first) at indices (second), one after another. */
  public static Runnable scatterAdd(List<Ref> in, List<Ref> out, Frame f) {
    Rows rows = Rows.of(0, in, f);
    Elements z = f.elements(out.get(0));
    Elements updates = f.elements(in.get(2));
    return () -> {
      for (int i = 0; i < rows.count(); i++) {
        int start = rows.start(i);
        for (int j = 0; j < rows.length(); j++) {
          z.sum(start + j, start + j, updates, i * rows.length() + j);
        }
      }
    };
  }
}
