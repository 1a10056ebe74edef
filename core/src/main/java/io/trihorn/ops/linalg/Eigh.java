package io.trihorn.ops.linalg;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Sorting;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * {@code a -> (values, vectors)}: the rising eigenvalues {@code (batch, n)} of symmetric matrices
 * {@code (batch, n, n)} and their eigenvectors as columns, of length 1 and with the largest element
 * positive. Of a, {@code (a + a') / 2} counts.
 */
record Eigh() implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType a = inputs.get(0);
    return List.of(a.withShape(a.dim(0), a.dim(1)), a);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor a = Ops.divide(Ops.add(in.get(0), Matrices.transposed(in.get(0))), 2);
    List<Tensor> found = Jacobi.symmetric(a);
    Tensor order = Shapes.oneHot(Sorting.argsort(found.get(0), -1), a.dim(-1), a.dtype());
    Tensor vectors = Jacobi.ordered(found.get(1), order);
    Tensor turned = Ops.multiply(vectors, Shapes.expandDims(Jacobi.signs(vectors), -2));
    return List.of(Matrices.times(order, found.get(0)), turned);
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    Tensor w = out.get(0);
    Tensor v = out.get(1);
    Tensor unit = Matrices.unit(v, v.dim(-1));
    Tensor inner = null;
    if (g.get(1) != null) {
      Tensor apart = Ops.subtract(Shapes.expandDims(w, -2), Shapes.expandDims(w, -1));
      Tensor factor = Logic.divideNoNan(Ops.subtract(1, unit), apart);
      inner = Ops.multiply(factor, Nn.matmul(v, g.get(1), true, false));
    }
    if (g.get(0) != null) {
      Tensor values = Ops.multiply(Shapes.expandDims(g.get(0), -1), unit);
      inner = inner == null ? values : Ops.add(inner, values);
    }
    Tensor made = Nn.matmul(Nn.matmul(v, inner), v, false, true);
    return Optional.of(List.of(Ops.divide(Ops.add(made, Matrices.transposed(made)), 2)));
  }
}
