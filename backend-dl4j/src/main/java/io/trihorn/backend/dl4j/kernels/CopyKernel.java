package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.IntBuffer;

/**
 * Copies between views of arrays whose elements have four bytes, in Java, where that is faster than
 * libnd4j's assignment: of long rows, of repeated elements, and of transposed matrices, two to four
 * times.
 */
public final class CopyKernel {
  /** Elements from which on copying a row at once is faster than one by one. */
  private static final int LONG_ROW = 12;

  private static final int MANY_ELEMENTS = 32;

  /** Where source and target run along different axes, a square of this extent fits the cache. */
  private static final int TILE = 32;

  private final IntBuffer source;
  private final IntBuffer target;
  private final int[] extents;
  private final int[] from;
  private final int[] to;
  private final int rank;
  private final int sourceStart;
  private final int targetStart;
  private final long size;

  /** Of arrays of one shape, at least one axis, as {@link Ref#collapse} gives them. */
  private CopyKernel(Ref a, IntBuffer source, Ref b, IntBuffer target) {
    this.source = source;
    this.target = target;
    this.rank = a.rank();
    this.extents = ints(a.shape());
    this.from = ints(a.strides());
    this.to = ints(b.strides());
    this.sourceStart = (int) a.offset();
    this.targetStart = (int) b.offset();
    this.size = a.size();
  }

  private static int[] ints(long[] values) {
    int[] narrow = new int[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = Math.toIntExact(values[i]);
    }
    return narrow;
  }

  /** Whether this is the faster way from one view to another. */
  public static boolean isFaster(Ref a, Ref b) {
    int last = a.rank() - 1;
    boolean repeated = a.strides()[last] == 0 || a.strides()[0] == 0;
    boolean rows = a.strides()[last] == 1 && b.strides()[last] == 1 && a.dim(last) >= MANY_ELEMENTS;
    boolean transposed = last == 1 && a.strides()[0] == 1;
    return a.dtype().getNumOfBytes() == Integer.BYTES && (repeated || rows || transposed);
  }

  /** The step that copies one view to another; the buffers are those of the whole slots. */
  public static Runnable bind(Ref a, IntBuffer source, Ref b, IntBuffer target) {
    CopyKernel kernel = new CopyKernel(a, source, b, target);
    return () -> Parallel.loop(kernel.extents[0], kernel.size, kernel::outer);
  }

  private void outer(int first, int end) {
    if (rank == 1) {
      row(sourceStart + first * from[0], targetStart + first * to[0], end - first);
      return;
    }
    boolean crossed = rank == 2 && isCrossed(0);
    if (crossed) {
      tiles(0, first, end, sourceStart, targetStart);
      return;
    }
    for (int i = first; i < end; i++) {
      inner(1, sourceStart + i * from[0], targetStart + i * to[0]);
    }
  }

  private void inner(int axis, int at, int into) {
    if (axis == rank - 1) {
      row(at, into, extents[axis]);
    } else if (axis == rank - 2 && isCrossed(axis)) {
      tiles(axis, 0, extents[axis], at, into);
    } else {
      for (int i = 0; i < extents[axis]; i++) {
        inner(axis + 1, at + i * from[axis], into + i * to[axis]);
      }
    }
  }

  /** Whether the source runs along this axis and the target along the last. */
  private boolean isCrossed(int axis) {
    return Math.abs(from[axis]) < Math.abs(from[rank - 1]) && from[axis] != 0;
  }

  private void tiles(int axis, int first, int end, int at, int into) {
    int width = extents[rank - 1];
    for (int i = first; i < end; i += TILE) {
      int iEnd = Math.min(i + TILE, end);
      for (int j = 0; j < width; j += TILE) {
        int n = Math.min(TILE, width - j);
        for (int k = i; k < iEnd; k++) {
          row(at + k * from[axis] + j * from[rank - 1], into + k * to[axis] + j * to[rank - 1], n);
        }
      }
    }
  }

  private void row(int at, int into, int n) {
    int step = from[rank - 1];
    int stride = to[rank - 1];
    if (step == 1 && stride == 1 && n >= LONG_ROW) {
      target.put(into, source, at, n);
      return;
    }
    if (step == 0) {
      int value = source.get(at);
      for (int i = 0; i < n; i++) {
        target.put(into + i * stride, value);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      target.put(into + i * stride, source.get(at + i * step));
    }
  }
}
