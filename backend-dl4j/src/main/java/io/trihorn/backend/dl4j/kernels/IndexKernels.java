package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.ByteBuffer;
import java.util.List;

/** Kernels that address rows by computed positions. Every position is clamped to what there is. */
public final class IndexKernels {
  private IndexKernels() {}

  private static int clamp(long index, int extent) {
    return (int) Math.max(0, Math.min(index, extent - 1L));
  }

  /** Copies slices along an axis, each a row of bytes in each of the blocks before the axis. */
  public static Runnable gather(int axis, List<Ref> in, Ref to, Frame f) {
    Ref x = in.get(0);
    int blocks = Math.toIntExact(x.extent(0, axis));
    int rows = (int) x.dim(axis);
    int row = (int) x.extent(axis + 1, x.rank()) * x.dtype().getNumOfBytes();
    int count = (int) in.get(1).size();
    ByteBuffer data = f.bytes(x);
    Elements indices = f.elements(in.get(1));
    ByteBuffer z = f.bytes(to);
    Parallel.Part part =
        (first, end) -> {
          for (int i = first; i < end; i++) {
            int from = (i / count * rows + clamp(indices.getLong(i % count), rows)) * row;
            z.put(i * row, data, from, row);
          }
        };
    return () -> Parallel.loop(blocks * count, z.capacity() / 4, part);
  }

  /** Adds rows (third) to the rows (of the first) at indices (second), one after another. */
  public static Runnable scatterAdd(List<Ref> in, Frame f) {
    int rows = (int) in.get(0).dim(0);
    int row = Math.toIntExact(in.get(0).extent(1, in.get(0).rank()));
    int count = (int) in.get(1).size();
    Elements z = f.elements(in.get(0));
    Elements indices = f.elements(in.get(1));
    Elements updates = f.elements(in.get(2));
    return () -> {
      for (int i = 0; i < count; i++) {
        int start = clamp(indices.getLong(i), rows) * row;
        for (int j = 0; j < row; j++) {
          z.sum(start + j, start + j, updates, i * row + j);
        }
      }
    };
  }
}
