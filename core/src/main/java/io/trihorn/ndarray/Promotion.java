package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.function.UnaryOperator;

/**
 * The element type in which two arrays meet, by PyTorch's rules: a scalar does not widen an array
 * of its kind (boolean, integer, floating), only one of a lower kind.
 */
final class Promotion {
  private Promotion() {}

  static DataType of(Tensor x, Tensor y) {
    boolean scalarX = x.rank() == 0;
    if (scalarX == (y.rank() == 0)) {
      return DTypes.promote(x.dtype(), y.dtype());
    }
    DataType array = (scalarX ? y : x).dtype();
    DataType scalar = (scalarX ? x : y).dtype();
    return kind(scalar) > kind(array) ? DTypes.promote(array, scalar) : array;
  }

  static int kind(DataType type) {
    if (type == DataType.BOOLEAN) {
      return 0;
    }
    return type.isFloating() ? 2 : 1;
  }

  /** Integers and booleans as float32, as a function with a floating result takes them. */
  static Tensor floating(Tensor x) {
    return x.dtype().isFloating() ? x : Ops.cast(x, DataType.FLOAT32);
  }

  /**
   * The array, if its elements are numbers.
   *
   * @throws ShapeException if they are booleans
   */
  static Tensor number(String name, Tensor x) {
    if (x.dtype() == DataType.BOOLEAN) {
      throw new ShapeException(name + ": expected numbers, but got " + x.type());
    }
    return x;
  }

  /** The array as it is multiplied by a float64 number. */
  static Tensor byDouble(Tensor x) {
    return Ops.cast(x, of(x, x.scalar(DataType.FLOAT64, 1)));
  }

  /** A function along an axis, which takes a scalar as a vector of one. */
  static Tensor alongAxis(Tensor x, UnaryOperator<Tensor> function) {
    return x.rank() == 0 ? Shapes.reshape(function.apply(Shapes.reshape(x, 1))) : function.apply(x);
  }

  /** What integers are added up in: all integers and booleans in int64. */
  static Tensor summed(Tensor x) {
    return x.dtype().isFloating() ? x : Ops.cast(x, DataType.INT64);
  }
}
