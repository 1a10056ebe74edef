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
 * {@code a -> (u, s, v)} with {@code a = u diag(s) v'}: {@code a (batch, m, n)}, not wider than
 * high, {@code u (batch, m, n)}, falling {@code s (batch, n)}, {@code v (batch, n, n)}; the largest
 * element of each column of u is positive.
 */
record Svd() implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType a = inputs.get(0);
    long n = a.dim(2);
    return List.of(a, a.withShape(a.dim(0), n), a.withShape(a.dim(0), n, n));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor a = in.get(0);
    long n = a.dim(-1);
    List<Tensor> turned = Jacobi.columns(a);
    Tensor size = Ops.sum(Ops.square(turned.get(0)), -2);
    Tensor order = Shapes.oneHot(Sorting.argsort(Ops.negative(size), -1), n, a.dtype());
    Tensor columns = Jacobi.ordered(turned.get(0), order);
    Tensor v = Jacobi.ordered(turned.get(1), order);
    // Orthogonal columns have a diagonal R; and where one is 0, Q has a unit vector all the same.
    List<Tensor> qr = Factorizations.qr(columns);
    Tensor diagonal = Matrices.diagonal(qr.get(1));
    Tensor u = Shapes.slice(qr.get(0), -1, 0, n);
    Tensor sign = Jacobi.signs(u);
    Tensor own = Ops.where(Ops.less(diagonal, 0), Ops.negative(sign), sign);
    return List.of(
        Ops.multiply(u, Shapes.expandDims(sign, -2)),
        Ops.abs(diagonal),
        Ops.multiply(v, Shapes.expandDims(own, -2)));
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    Tensor u = out.get(0);
    Tensor s = out.get(1);
    Tensor v = out.get(2);
    Tensor unit = Matrices.unit(v, v.dim(-1));
    Tensor square = Ops.square(s);
    Tensor apart = Ops.subtract(Shapes.expandDims(square, -2), Shapes.expandDims(square, -1));
    Tensor factor = Logic.divideNoNan(Ops.subtract(1, unit), apart);
    Tensor row = Shapes.expandDims(s, -2);
    Tensor inner = Shapes.zerosLike(v);
    Tensor outside = null;
    if (g.get(1) != null) {
      inner = Ops.add(inner, Ops.multiply(Shapes.expandDims(g.get(1), -1), unit));
    }
    if (g.get(0) != null) {
      Tensor along = Nn.matmul(u, g.get(0), true, false);
      inner = Ops.add(inner, Ops.multiply(Ops.multiply(factor, twisted(along)), row));
      Tensor away = Ops.subtract(g.get(0), Nn.matmul(u, along));
      outside = Nn.matmul(Logic.divideNoNan(away, row), v, false, true);
    }
    if (g.get(2) != null) {
      Tensor along = Nn.matmul(v, g.get(2), true, false);
      Tensor part = Ops.multiply(factor, twisted(along));
      inner = Ops.add(inner, Ops.multiply(Shapes.expandDims(s, -1), part));
    }
    Tensor made = Nn.matmul(Nn.matmul(u, inner), v, false, true);
    return Optional.of(List.of(outside == null ? made : Ops.add(made, outside)));
  }

  private static Tensor twisted(Tensor x) {
    return Ops.subtract(x, Matrices.transposed(x));
  }
}
