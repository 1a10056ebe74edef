package io.trihorn.ops.linalg;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/** Matrices {@code (batch, rows, columns)}, and what loops over their columns are made of. */
final class Matrices {
  private Matrices() {}

  /** The leading axes of {@code (..., m, n)} made one. */
  static Tensor flat(String function, Tensor x) {
    if (x.rank() < 2) {
      throw new ShapeException(function + ": expected matrices, but got " + x.type());
    }
    return Shapes.reshape(Ops.floating(x), lead(x), x.dim(-2), x.dim(-1));
  }

  /** {@link #flat} of square matrices. */
  static Tensor square(String function, Tensor x) {
    if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
      throw new ShapeException(function + ": expected square matrices, but got " + x.type());
    }
    return flat(function, x);
  }

  private static long lead(Tensor x) {
    long n = 1;
    for (int i = 0; i < x.rank() - 2; i++) {
      n *= x.dim(i);
    }
    return n;
  }

  /** A result {@code (batch, ...)} with the leading axes of {@code like (..., m, n)} again. */
  static Tensor unflat(Tensor result, Tensor like) {
    int lead = like.rank() - 2;
    long[] dims = Arrays.copyOf(like.type().dims(), lead + result.rank() - 1);
    for (int i = 1; i < result.rank(); i++) {
      dims[lead + i - 1] = result.dim(i);
    }
    return Shapes.reshape(result, dims);
  }

  /** The last two axes exchanged. */
  static Tensor transposed(Tensor x) {
    return Shapes.swapaxes(x, -1, -2);
  }

  /** The product of matrices and vectors {@code (batch, n)}. */
  static Tensor times(Tensor matrix, Tensor vector) {
    return Shapes.squeeze(Nn.matmul(matrix, Shapes.expandDims(vector, -1)), -1);
  }

  /** The column that a one-hot row {@code (n)} picks: {@code (batch, m)}. */
  static Tensor column(Tensor matrix, Tensor hot) {
    return Ops.sum(Ops.where(Ops.greater(hot, 0), matrix, 0), -1);
  }

  /** The row that a one-hot {@code (m)} or {@code (batch, m)} picks: {@code (batch, n)}. */
  static Tensor row(Tensor matrix, Tensor hot) {
    return Ops.sum(Ops.where(Ops.greater(Shapes.expandDims(hot, -1), 0), matrix, 0), -2);
  }

  /** The products of the elements of {@code (batch, m)} with those of {@code (batch, n)}. */
  static Tensor outer(Tensor a, Tensor b) {
    return Ops.multiply(Shapes.expandDims(a, -1), Shapes.expandDims(b, -2));
  }

  /** The elements {@code (batch, n)} that a one-hot {@code (n)} picks, as {@code (batch, 1)}. */
  static Tensor element(Tensor vector, Tensor hot) {
    return Ops.sumKeep(Ops.where(Ops.greater(hot, 0), vector, 0), -1);
  }

  /** The rows of the unit matrix, {@code (steps, n)}: the sequence of a loop's positions. */
  static Tensor units(Tensor like, long steps, long n) {
    return Creation.eye(like, steps, n, 0, like.dtype());
  }

  /** Row j has ones at the places behind j. */
  static Tensor behind(Tensor like, long steps, long n) {
    return Creation.triu(Creation.ones(like, like.dtype(), steps, n), 1);
  }

  /** The same matrix for each of a batch. */
  static Tensor repeated(Tensor matrix, long batch) {
    return Shapes.broadcastTo(matrix, batch, matrix.dim(0), matrix.dim(1));
  }

  static Tensor unit(Tensor like, long n) {
    return Creation.eye(like, n, n, 0, like.dtype());
  }

  static Tensor diagonal(Tensor x) {
    return Creation.diagonal(x, 0, -2, -1);
  }

  /** Boolean {@code (batch, m)}: the row with the largest of a column's candidates. */
  static Tensor pivot(Tensor column, Tensor candidates) {
    Tensor size = Ops.where(Ops.greater(candidates, 0), Ops.abs(column), -1);
    Tensor place = Ops.argmax(Ops.stopGradient(size), -1);
    return Shapes.oneHot(place, column.dim(-1), DataType.BOOLEAN);
  }

  /** Two rows exchanged; both one-hot. */
  static Tensor swapped(Tensor matrix, Tensor first, Tensor second) {
    Tensor one = Shapes.expandDims(row(matrix, first), -2);
    Tensor other = Shapes.expandDims(row(matrix, Ops.cast(second, matrix.dtype())), -2);
    Tensor isFirst = Shapes.expandDims(Ops.greater(first, 0), -1);
    Tensor rest = Ops.where(Shapes.expandDims(second, -1), one, matrix);
    return Ops.where(isFirst, other, rest);
  }
}
