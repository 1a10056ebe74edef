package io.trihorn.composites;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The exact product of int8 matrices {@code (rows, inner)} and {@code (inner, columns)}: int32,
 * which holds sums over up to 131,071 numbers. There is no gradient.
 */
public record IntegerProduct() implements Fusion {
  /** float32 holds every sum of so many products of int8 numbers exactly: {@code 2^24 / 2^14}. */
  private static final long EXACT = 1024;

  /**
   * The product over the last axis of {@code x}.
   *
   * @param x int8 {@code (..., inner)}
   * @param kernel int8 {@code (inner, columns)}
   * @return int32 {@code (..., columns)}
   */
  public static Tensor of(Tensor x, Tensor kernel) {
    long inner = x.dim(-1);
    long[] dims = x.type().dims();
    dims[dims.length - 1] = kernel.dim(1);
    Tensor rows = Shapes.reshape(x, inner == 0 ? 0 : x.size() / inner, inner);
    return Shapes.reshape(new IntegerProduct().applyOne(rows, kernel), dims);
  }

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType a = inputs.get(0);
    TensorType b = inputs.get(1);
    boolean int8 = a.dtype() == DataType.INT8 && b.dtype() == DataType.INT8;
    if (!int8 || a.rank() != 2 || b.rank() != 2 || a.dim(1) != b.dim(0)) {
      throw new ShapeException(
          "integer_product: expected int8 matrices (rows, inner) and (inner, columns), but got "
              + inputs);
    }
    return List.of(new TensorType(DataType.INT32, new Shape(a.dim(0), b.dim(1))));
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor a = Ops.cast(in.get(0), DataType.FLOAT32);
    Tensor b = Ops.cast(in.get(1), DataType.FLOAT32);
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < Math.max(1, a.dim(1)); from += EXACT) {
      long to = Math.min(from + EXACT, a.dim(1));
      Tensor part = Nn.matmul(Shapes.slice(a, 1, from, to), Shapes.slice(b, 0, from, to));
      parts.add(Ops.cast(part, DataType.INT32));
    }
    return List.of(Ops.addAll(parts));
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    return Optional.of(Arrays.asList(null, null));
  }
}
