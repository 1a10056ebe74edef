package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.function.BinaryOperator;

/**
 * Operators of two operands. Before version 7 the second was fitted to the first by attributes:
 * {@code broadcast} and the first {@code axis} it stands at.
 */
final class Broadcasts {
  private Broadcasts() {}

  /** An operator from a function of operands of one element type. */
  static Operator.One of(BinaryOperator<Tensor> function) {
    return call -> {
      Tensor x = call.in(0);
      Tensor y = call.in(1);
      if (x.dtype() != y.dtype()) {
        throw call.wrong("needs operands of one element type, got " + x.type() + ", " + y.type());
      }
      return function.apply(x, fitted(call, x, y));
    };
  }

  /** An operator whose operands may be of different element types. */
  static Operator.One mixed(BinaryOperator<Tensor> function) {
    return call -> function.apply(call.in(0), fitted(call, call.in(0), call.in(1)));
  }

  private static Tensor fitted(OpCall call, Tensor x, Tensor y) {
    if (call.opset() >= 7 || !call.flag("broadcast", false) || !call.hasAttribute("axis")) {
      return y;
    }
    int axis = call.axis(call.integer("axis", 0), x.rank());
    long[] dims = new long[Math.max(x.rank() - axis, y.rank())];
    Arrays.fill(dims, 1);
    System.arraycopy(y.type().dims(), 0, dims, 0, y.rank());
    return Shapes.reshape(y, dims);
  }

  /** Whether a type holds truth values. */
  static boolean isBoolean(Tensor x) {
    return x.dtype() == DataType.BOOLEAN;
  }
}
