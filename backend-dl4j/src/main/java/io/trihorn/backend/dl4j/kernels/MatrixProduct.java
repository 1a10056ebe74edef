package io.trihorn.backend.dl4j.kernels;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.trihorn.backend.dl4j.plan.Processor;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A product of two matrices of float32 by OpenBLAS, which copies both into the order in which it
 * goes through them. oneDNN reads them where they lie, and where rows are a power of two long, as
 * layers' widths are, elements below one another fall into the same few places of the cache.
 *
 * @param rows of the result
 * @param columns of the result
 * @param inner how many products each of its elements is the sum of
 * @param transposed whether the first matrix is stored {@code (inner, rows)}
 */
public record MatrixProduct(long rows, long columns, long inner, boolean transposed) {
  /** Smaller matrices take less long to read than to copy. */
  private static final long FEWEST = 64;

  /** Rows of a multiple of this many elements meet in the cache. */
  private static final long MEETING = 256;

  /** Products that take as long as a simple function of one element. */
  private static final long PRODUCTS = 32;

  /** What a thread takes at least: a multiple of what OpenBLAS computes at once. */
  private static final int BLOCK = 16;

  private static final boolean ZEN = Processor.isZen();

  /**
   * Whether it takes less long than libnd4j's, as measured on Zen 3: {@code (128, 512) (512, 512)}
   * 0.74 of it, and 1.04 with 500 for 512; {@code (512, 128) (128, 512)} with the first one stored
   * transposed 0.62.
   */
  public boolean isFaster() {
    return ZEN
        && columns % MEETING == 0
        && Math.min(rows, inner) >= FEWEST
        && Math.max(Math.max(rows * inner, inner * columns), rows * columns) < Integer.MAX_VALUE;
  }

  /** The step that computes. */
  public Runnable bind(BytePointer a, BytePointer b, BytePointer c) {
    FloatPointer x = new FloatPointer(a);
    FloatPointer y = new FloatPointer(b);
    FloatPointer z = new FloatPointer(c);
    boolean byRows = rows > columns;
    int extent = (int) Math.max(rows, columns);
    int blocks = (extent + BLOCK - 1) / BLOCK;
    long work = rows * columns * inner / PRODUCTS;
    Parallel.Part part =
        (from, to) -> {
          int first = from * BLOCK;
          int count = Math.min(extent, to * BLOCK) - first;
          if (byRows) {
            FloatPointer upper = x.getPointer(transposed ? first : first * inner);
            multiply(count, columns, upper, y, z.getPointer(first * columns));
          } else {
            multiply(rows, count, x, y.getPointer(first), z.getPointer(first));
          }
        };
    return () -> Parallel.loop(blocks, work, part);
  }

  private void multiply(long m, long n, FloatPointer x, FloatPointer y, FloatPointer z) {
    cblas_sgemm(
        CblasRowMajor,
        transposed ? CblasTrans : CblasNoTrans,
        CblasNoTrans,
        (int) m,
        (int) n,
        (int) inner,
        1,
        x,
        (int) (transposed ? rows : inner),
        y,
        (int) columns,
        0,
        z,
        (int) columns);
  }
}
