package io.trihorn.ops.linalg;

import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** Lengths of matrices. */
final class MatrixNorms {
  private MatrixNorms() {}

  /** A norm of the matrices {@code (..., m, n)}: 1, -1, 2, -2, inf, -inf. */
  static Tensor norm(Tensor x, double ord) {
    double size = Math.abs(ord);
    if (size == 2) {
      Tensor values = Linalg.svdvals(x);
      return ord > 0 ? Ops.max(values, -1) : Ops.min(values, -1);
    }
    if (size != 1 && size != Double.POSITIVE_INFINITY) {
      throw new ShapeException("norm: matrices have no norm of order " + ord);
    }
    Tensor sums = Ops.sum(Ops.abs(Ops.floating(x)), size == 1 ? -2 : -1);
    return ord > 0 ? Ops.max(sums, -1) : Ops.min(sums, -1);
  }
}
