package io.trihorn.ops.linalg;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Core;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Factors of matrices {@code (batch, m, n)}, one column at a time. */
final class Factorizations {
  private Factorizations() {}

  /** L with {@code L L' = (a + a') / 2}; NaN where that is not positive definite. */
  static Tensor cholesky(Tensor a) {
    long n = a.dim(-1);
    Tensor symmetric = Ops.divide(Ops.add(a, Matrices.transposed(a)), 2);
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor rest = carries.get(0);
          Tensor column = Matrices.column(rest, s.get(0));
          Tensor root = Ops.sqrt(Matrices.element(column, s.get(0)));
          Tensor below = Ops.greater(Ops.add(s.get(0), s.get(1)), 0);
          Tensor made = Ops.where(below, Ops.divide(column, root), 0);
          Tensor next = Ops.subtract(rest, Matrices.outer(made, made));
          return new Loop.Results(List.of(next), List.of(made));
        };
    List<Tensor> sequences = List.of(Matrices.units(a, n, n), Matrices.behind(a, n, n));
    Tensor columns = Core.scan(List.of(symmetric), sequences, false, step).outputs().get(0);
    return Shapes.transpose(columns, 1, 2, 0);
  }

  /**
   * Both triangles in one matrix, L's unit diagonal left out; and for each column the int32 row
   * that was exchanged with it.
   */
  static List<Tensor> lu(Tensor a) {
    long m = a.dim(-2);
    long n = a.dim(-1);
    long steps = Math.min(m, n);
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor own = s.get(0);
          Tensor column = s.get(1);
          Tensor below = s.get(2);
          Tensor chosen =
              Matrices.pivot(Matrices.column(carries.get(0), column), Ops.add(own, below));
          Tensor x = Matrices.swapped(carries.get(0), own, chosen);
          Tensor pivotRow = Matrices.row(x, own);
          Tensor pivot = Matrices.element(pivotRow, column);
          Tensor safe = Ops.where(Ops.equal(pivot, 0), 1, pivot);
          Tensor factors = Ops.multiply(Ops.divide(Matrices.column(x, column), safe), below);
          Tensor right = Ops.multiply(pivotRow, s.get(3));
          Tensor cleared = Ops.subtract(x, Matrices.outer(factors, right));
          Tensor stored =
              Ops.logicalAnd(Ops.greater(Shapes.expandDims(below, -1), 0), Ops.greater(column, 0));
          Tensor next = Ops.where(stored, Shapes.expandDims(factors, -1), cleared);
          Tensor row = Ops.argmax(Ops.cast(chosen, DataType.INT32), -1);
          return new Loop.Results(List.of(next), List.of(row));
        };
    List<Tensor> sequences =
        List.of(
            Matrices.units(a, steps, m),
            Matrices.units(a, steps, n),
            Matrices.behind(a, steps, m),
            Matrices.behind(a, steps, n));
    Loop.Results made = Core.scan(List.of(a), sequences, false, step);
    return List.of(made.carries().get(0), Shapes.transpose(made.outputs().get(0), 1, 0));
  }

  /** Q {@code (batch, m, m)} and R {@code (batch, m, n)}, by Householder's reflections. */
  static List<Tensor> qr(Tensor a) {
    long m = a.dim(-2);
    long n = a.dim(-1);
    long steps = Math.min(m, n);
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor own = s.get(0);
          Tensor column = Matrices.column(carries.get(1), s.get(1));
          Tensor tail = Ops.multiply(column, s.get(2));
          Tensor first = Matrices.element(column, own);
          Tensor rest = Ops.sumKeep(Ops.square(tail), -1);
          Tensor done = Ops.equal(rest, 0);
          Tensor norm = Ops.sqrt(Ops.where(done, 1, Ops.add(Ops.square(first), rest)));
          Tensor beta = Ops.where(Ops.less(first, 0), norm, Ops.negative(norm));
          Tensor v = Ops.add(tail, Ops.multiply(own, Ops.subtract(first, beta)));
          Tensor size = Ops.sumKeep(Ops.square(v), -1);
          Tensor tau = Ops.where(done, 0, Ops.divide(2, Ops.where(done, 1, size)));
          Tensor w = Ops.multiply(v, tau);
          Tensor vr = Shapes.squeeze(Nn.matmul(Shapes.expandDims(v, 1), carries.get(1)), 1);
          Tensor r = Ops.subtract(carries.get(1), Matrices.outer(w, vr));
          Tensor qv = Matrices.times(carries.get(0), v);
          Tensor q = Ops.subtract(carries.get(0), Matrices.outer(qv, w));
          return new Loop.Results(List.of(q, r), List.of());
        };
    List<Tensor> sequences =
        List.of(
            Matrices.units(a, steps, m), Matrices.units(a, steps, n), Matrices.behind(a, steps, m));
    Tensor unit = Matrices.repeated(Matrices.unit(a, m), a.dim(0));
    List<Tensor> made = Core.scan(List.of(unit, a), sequences, false, step).carries();
    return List.of(made.get(0), Creation.triu(made.get(1), 0));
  }
}
