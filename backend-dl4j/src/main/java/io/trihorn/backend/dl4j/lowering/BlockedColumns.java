package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Reduction.ReduceKind;

/**
 * {@link Columns} where the windows of one output row are taken some at a time: fewer and longer
 * rows, so fewer elements to copy and wider matrices, at the price of products of elements that are
 * not in each other's window. For kernels with few channels and filters this is the fastest way.
 *
 * @param emit where the steps go
 * @param g the convolution: without groups, and without dilation on the last axis
 * @param block the number of windows; divides the last extent of the output
 */
record BlockedColumns(Emitter emit, ConvGeometry g, long block) {
  /** A convolution with the best number of windows. */
  static BlockedColumns of(Emitter emit, ConvGeometry g) {
    return new BlockedColumns(emit, g, bestBlock(g));
  }

  static boolean fits(ConvGeometry g) {
    return g.groups() == 1 && g.dilation()[g.rank() - 1] == 1 && g.windows() > 0;
  }

  /**
   * By the time it takes to copy the elements and to multiply the matrices: about as long for an
   * element as for 60 multiplications, which are slower where a matrix is narrow.
   */
  private static long bestBlock(ConvGeometry g) {
    long best = 1;
    double bestCost = Double.MAX_VALUE;
    for (long b = 1; b <= g.output()[g.rank() - 1]; b++) {
      if (g.output()[g.rank() - 1] % b == 0) {
        double length = new BlockedColumns(null, g, b).length();
        double columns = b * g.filters();
        double cost = length / b * (60 + columns * (1 + 16 / columns));
        if (cost < bestCost) {
          best = b;
          bestCost = cost;
        }
      }
    }
    return best;
  }

  private int last() {
    return g.rank() - 1;
  }

  /** The extent of the input that the windows of a block cover together. */
  private long width() {
    return (block - 1) * g.strides()[last()] + g.kernel()[last()];
  }

  /** The taps on all axes but the last. */
  private long outerTaps() {
    return g.taps() / g.kernel()[last()];
  }

  private long length() {
    return outerTaps() * width() * g.channels();
  }

  private long rows() {
    return g.windows() / block;
  }

  private long columns() {
    return block * g.filters();
  }

  /** The blocks of the input as {@code (rows, taps * width * channels)}. */
  private Ref blocks(Ref x) {
    int n = g.rank();
    Ref padded = Columns.padded(emit, g, x);
    long[] dims = new long[2 * n + 2];
    long[] steps = new long[2 * n + 2];
    dims[0] = g.batch();
    steps[0] = padded.strides()[0];
    for (int i = 0; i < n; i++) {
      boolean last = i == last();
      long step = padded.strides()[i + 1];
      dims[i + 1] = last ? g.output()[i] / block : g.output()[i];
      steps[i + 1] = step * g.strides()[i] * (last ? block : 1);
      dims[n + i + 1] = last ? width() : g.kernel()[i];
      steps[n + i + 1] = step * g.dilation()[i];
    }
    dims[2 * n + 1] = g.channels();
    steps[2 * n + 1] = 1;
    return emit.reshape(padded.view(0, dims, steps), rows(), length());
  }

  /**
   * Where the kernel's elements stand in a matrix {@code (taps * width * channels, block *
   * filters)}: on one diagonal for each window of the block.
   */
  private Ref diagonals(Ref matrix) {
    return matrix.view(
        0,
        new long[] {block, outerTaps(), g.kernel()[last()], g.channels(), g.filters()},
        new long[] {
          g.strides()[last()] * g.channels() * columns() + g.filters(),
          width() * g.channels() * columns(),
          g.channels() * columns(),
          columns(),
          1
        });
  }

  Ref forward(Ref x, Ref w) {
    Ref matrix = emit.zeros(x.dtype(), length(), columns());
    Ref diagonals = diagonals(matrix);
    long[] once = diagonals.shape().clone();
    once[0] = 1;
    emit.copy(w.reshape(once).broadcast(diagonals.shape()), diagonals);
    Ref y = emit.temp(x.dtype(), g.outputShape());
    MatMulLowering.multiply(emit, blocks(x), false, matrix, false, y.reshape(rows(), columns()));
    return y;
  }

  Ref kernelGradient(Ref x, Ref dy) {
    Ref matrix = emit.temp(x.dtype(), length(), columns());
    MatMulLowering.multiply(emit, blocks(x), true, dy.reshape(rows(), columns()), false, matrix);
    Ref dw = emit.temp(x.dtype(), g.kernelShape());
    ReductionLowerings.reduce(
        emit,
        ReduceKind.SUM,
        emit.reshape(diagonals(matrix), 1, block, dw.size()),
        dw.reshape(1, dw.size()));
    return dw;
  }
}
