package io.trihorn.ops.linalg;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Core;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Trig;
import java.util.List;

/**
 * Jacobi's rotations, in rounds that touch each row once (Brent and Luk, 1985): after enough rounds
 * a symmetric matrix is diagonal, or the columns of any matrix are orthogonal.
 */
final class Jacobi {
  // Each sweep doubles the number of right digits once some are right.
  private static final int SWEEPS = 12;

  private Jacobi() {}

  /** The eigenvalues {@code (batch, n)} of symmetric matrices and their eigenvectors, unsorted. */
  static List<Tensor> symmetric(Tensor a) {
    long n = a.dim(-1);
    Tensor unit = Matrices.repeated(Matrices.unit(a, n), a.dim(0));
    if (n == 1) {
      return List.of(Shapes.squeeze(a, -1), unit);
    }
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor x = carries.get(0);
          Tensor turn = rotation(x, s.get(0));
          Tensor made = Nn.matmul(Nn.matmul(turn, x, true, false), turn);
          Tensor next = Ops.divide(Ops.add(made, Matrices.transposed(made)), 2);
          return new Loop.Results(List.of(next, Nn.matmul(carries.get(1), turn)), List.of());
        };
    List<Tensor> made =
        Core.scan(List.of(a, unit), List.of(rounds(a, (int) n)), false, step).carries();
    return List.of(Matrices.diagonal(made.get(0)), made.get(1));
  }

  /** {@code (a v, v)} for an orthogonal v that makes the columns of {@code a v} orthogonal. */
  static List<Tensor> columns(Tensor a) {
    long n = a.dim(-1);
    Tensor unit = Matrices.repeated(Matrices.unit(a, n), a.dim(0));
    if (n == 1) {
      return List.of(a, unit);
    }
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor x = carries.get(0);
          Tensor turn = rotation(Nn.matmul(x, x, true, false), s.get(0));
          Tensor v = Nn.matmul(carries.get(1), turn);
          return new Loop.Results(List.of(Nn.matmul(x, turn), v), List.of());
        };
    return Core.scan(List.of(a, unit), List.of(rounds(a, (int) n)), false, step).carries();
  }

  /**
   * The rotation that makes the elements at a round's pairs 0.
   *
   * @param partners {@code (n)}, int32: the other row of each row's pair, or the row itself
   */
  private static Tensor rotation(Tensor x, Tensor partners) {
    long n = x.dim(-1);
    Tensor apart = Ops.subtract(partners, Shapes.arange(x, n, DataType.INT32));
    Tensor side = Ops.sign(Ops.cast(apart, x.dtype()));
    Tensor paired = Shapes.expandDims(Ops.abs(side), -1);
    Tensor partner = Ops.multiply(Shapes.oneHot(partners, n, x.dtype()), paired);
    Tensor own = Matrices.diagonal(x);
    Tensor other = Ops.sum(Ops.multiply(Shapes.expandDims(own, -2), partner), -1);
    Tensor between = Ops.sum(Ops.multiply(x, partner), -1);
    Tensor none = Ops.equal(between, 0);
    Tensor twice = Ops.multiply(Ops.where(none, 1, between), 2);
    Tensor theta = Ops.divide(Ops.subtract(other, own), twice);
    Tensor sign = Ops.where(Ops.equal(theta, 0), side, Ops.sign(theta));
    Tensor root = Trig.hypot(theta, Shapes.onesLike(theta));
    Tensor tangent = Ops.divide(sign, Ops.add(Ops.abs(theta), root));
    Tensor t = Ops.where(none, 0, tangent);
    Tensor cosine = Ops.rsqrt(Ops.add(Ops.square(t), 1));
    Tensor sine = Ops.multiply(t, cosine);
    Tensor diagonal = Ops.multiply(Shapes.expandDims(cosine, -1), Matrices.unit(x, n));
    return Ops.add(diagonal, Ops.multiply(Shapes.expandDims(sine, -1), partner));
  }

  /** The other row of each row's pair in each round, as in a tournament: {@code (rounds, n)}. */
  private static Tensor rounds(Tensor like, int n) {
    int even = n + n % 2;
    int count = SWEEPS * (even - 1);
    TensorData data = TensorData.zeros(TensorType.of(DataType.INT32, count, n));
    for (int round = 0; round < count; round++) {
      for (int k = 0; k < even / 2; k++) {
        int a = k == 0 ? even - 1 : (round + k) % (even - 1);
        int b = Math.floorMod(round - k, even - 1);
        // Of an odd number of rows one rests.
        if (a < n) {
          data.setLong((long) round * n + a, b < n ? b : a);
        }
        if (b < n) {
          data.setLong((long) round * n + b, a < n ? a : b);
        }
      }
    }
    return like.constant(data);
  }

  /** Columns in the order of one-hot rows {@code (batch, n, n)}. */
  static Tensor ordered(Tensor columns, Tensor order) {
    return Nn.matmul(columns, order, false, true);
  }

  /** -1 or 1 for each column {@code (batch, n)}: the sign of its largest element. */
  static Tensor signs(Tensor columns) {
    Tensor rows = Matrices.transposed(columns);
    Tensor place = Shapes.expandDims(Ops.argmax(Ops.abs(rows), -1), -1);
    Tensor largest = Shapes.squeeze(Shapes.takeAlongAxis(rows, place, -1), -1);
    return Ops.where(Ops.less(largest, 0), Shapes.full(rows, -1, rows.dtype()), 1);
  }
}
