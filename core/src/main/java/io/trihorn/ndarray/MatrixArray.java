package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Contractions;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.linalg.Linalg;
import java.util.List;
import java.util.function.BinaryOperator;

/** The products of matrices. Operands have one element type; integers are multiplied exactly. */
abstract class MatrixArray extends ShapingArray {
  private static final Operation MATMUL = product("matMul", MatrixArray::matmul);
  private static final Operation TRANSPOSED = product("linear", MatrixArray::timesTransposed);

  MatrixArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  private static Operation product(String name, BinaryOperator<Tensor> function) {
    return new Operation(name, in -> List.of(multiplied(name, function, in.get(0), in.get(1))));
  }

  private static Tensor matmul(Tensor x, Tensor y) {
    return x.rank() == 1 && y.rank() == 1 ? Contractions.dot(x, y) : Nn.matmul(x, y);
  }

  private static Tensor multiplied(
      String name, BinaryOperator<Tensor> function, Tensor x, Tensor y) {
    DataType type = x.dtype();
    if (type != y.dtype()) {
      throw new ShapeException(
          name
              + ": expected arrays of one element type, but got "
              + List.of(x.type(), y.type())
              + "; convert one with toType");
    }
    if (type.isFloating()) {
      return function.apply(x, y);
    }
    // Engines multiply matrices of floats; in float64 what fits 53 bits is exact.
    Tensor wide = function.apply(Ops.cast(x, DataType.FLOAT64), Ops.cast(y, DataType.FLOAT64));
    return Ops.cast(wide, type);
  }

  /**
   * The matrix product, broadcast over leading axes; a vector is a row on the left, else a column.
   */
  @Override
  public NDArray matMul(NDArray other) {
    return wrap(cellOf(MATMUL, operand(), operandOf(other)));
  }

  /** A matrix {@code (outputs, inputs)} is not turned for it. */
  private static Tensor timesTransposed(Tensor x, Tensor y) {
    return y.rank() == 2 && x.rank() > 0
        ? Nn.matmul(x, y, false, true)
        : matmul(x, Shapes.transpose(y));
  }

  /** The product with the transposed of a matrix {@code (outputs, inputs)} or a vector. */
  final NDArray timesTransposed(NDArray matrix) {
    return wrap(cellOf(TRANSPOSED, operand(), operandOf(matrix)));
  }

  /** The product of two vectors, of two matrices, or of a matrix and a vector. */
  @Override
  public NDArray dot(NDArray other) {
    requireRank("dot", this, 1, 2);
    requireRank("dot", other, 1, 2);
    return matMul(other);
  }

  /** The products of two stacks {@code (n, i, j)} and {@code (n, j, k)}. */
  @Override
  public NDArray batchMatMul(NDArray other) {
    requireRank("batchMatMul", this, 3, 3);
    requireRank("batchMatMul", other, 3, 3);
    if (size(0) != other.size(0)) {
      throw new ShapeException(
          "batchMatMul: expected stacks of one length, but got "
              + getShape()
              + " and "
              + other.getShape());
    }
    return matMul(other);
  }

  /** The products of two stacks of matrices with the same axes in front. */
  @Override
  public NDArray batchDot(NDArray other) {
    requireRank("batchDot", this, 3, 32);
    requireRank("batchDot", other, 3, 32);
    return matMul(other);
  }

  private static void requireRank(String name, NDArray array, int least, int most) {
    int rank = array.getShape().dimension();
    if (rank < least || rank > most) {
      throw new ShapeException(
          name
              + ": expected "
              + (least == most ? least : least + " to " + most)
              + " axes, but got "
              + array.getShape());
    }
  }

  /** The inverses of square matrices, which the last two axes hold. */
  @Override
  public NDArray inverse() {
    requireFloating("inverse");
    return apply("inverse", Linalg::inv);
  }
}
