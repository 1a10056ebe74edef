package io.trihorn.ops.linalg;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Core;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * {@code (a, b) -> x} with {@code a x = b}, by the elimination of Gauss and Jordan with the largest
 * element of a column as its pivot; {@code a (batch, n, n)}, {@code b (batch, n, k)}.
 */
record LinearSolve() implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return List.of(inputs.get(1));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor a = in.get(0);
    long n = a.dim(-1);
    if (n == 0) {
      return List.of(in.get(1));
    }
    Tensor both = Shapes.concatenate(in, -1);
    long width = both.dim(-1);
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor own = s.get(0);
          Tensor column = s.get(1);
          Tensor candidates = Ops.add(own, s.get(2));
          Tensor chosen = Matrices.pivot(Matrices.column(carries.get(0), column), candidates);
          Tensor m = Matrices.swapped(carries.get(0), own, chosen);
          Tensor pivotRow = Matrices.row(m, own);
          Tensor scaled = Ops.divide(pivotRow, Matrices.element(pivotRow, column));
          Tensor others = Ops.multiply(Matrices.column(m, column), Ops.subtract(1, own));
          Tensor cleared = Ops.subtract(m, Matrices.outer(others, scaled));
          Tensor isOwn = Shapes.expandDims(Ops.greater(own, 0), -1);
          Tensor next = Ops.where(isOwn, Shapes.expandDims(scaled, -2), cleared);
          return new Loop.Results(List.of(next), List.of());
        };
    List<Tensor> sequences =
        List.of(Matrices.units(a, n, n), Matrices.units(a, n, width), Matrices.behind(a, n, n));
    Tensor solved = Core.scan(List.of(both), sequences, false, step).carries().get(0);
    return List.of(Shapes.slice(solved, -1, n, width));
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    Tensor b = new LinearSolve().applyOne(Matrices.transposed(in.get(0)), g.get(0));
    return Optional.of(List.of(Ops.negative(Nn.matmul(b, out.get(0), false, true)), b));
  }
}
