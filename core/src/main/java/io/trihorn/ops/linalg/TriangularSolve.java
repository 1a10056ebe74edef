package io.trihorn.ops.linalg;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Core;
import io.trihorn.ops.Creation;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Loop;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * {@code (a, b) -> x} with {@code a x = b}, by substitution row by row; {@code a (batch, n, n)},
 * {@code b (batch, n, k)}. The other triangle of a is not looked at.
 *
 * @param lower whether a's lower triangle counts, else the upper
 */
record TriangularSolve(boolean lower) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return List.of(inputs.get(1));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor a = triangle(in.get(0));
    Tensor b = in.get(1);
    long n = a.dim(-1);
    if (n == 0) {
      return List.of(b);
    }
    Tensor rowsOfA = Shapes.transpose(a, 1, 0, 2);
    Tensor rowsOfB = Shapes.transpose(b, 1, 0, 2);
    Loop.Body step =
        (loop, carries, s) -> {
          Tensor x = carries.get(0);
          Tensor hot = s.get(2);
          Tensor known = Shapes.squeeze(Nn.matmul(Shapes.expandDims(s.get(0), 1), x), 1);
          Tensor own = Matrices.element(s.get(0), hot);
          Tensor made = Ops.divide(Ops.subtract(s.get(1), known), own);
          Tensor next = Ops.add(x, Ops.multiply(Shapes.expandDims(hot, -1), row(made)));
          return new Loop.Results(List.of(next), List.of());
        };
    List<Tensor> sequences = List.of(rowsOfA, rowsOfB, Matrices.units(a, n, n));
    return Core.scan(List.of(Shapes.zerosLike(b)), sequences, !lower, step).carries();
  }

  private static Tensor row(Tensor x) {
    return Shapes.expandDims(x, 1);
  }

  private Tensor triangle(Tensor a) {
    return lower ? Creation.tril(a, 0) : Creation.triu(a, 0);
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    Tensor turned = Matrices.transposed(triangle(in.get(0)));
    Tensor b = new TriangularSolve(!lower).applyOne(turned, g.get(0));
    Tensor a = Ops.negative(Nn.matmul(b, out.get(0), false, true));
    return Optional.of(List.of(triangle(a), b));
  }
}
