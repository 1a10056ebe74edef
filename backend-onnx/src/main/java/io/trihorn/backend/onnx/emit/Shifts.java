package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorType;
import java.util.List;

/** Shifts of integers: ONNX shifts unsigned ones only. */
final class Shifts {
  private Shifts() {}

  static Operand left(Emit e, Operand x, Operand y) {
    return shift(e, "LEFT", x, y);
  }

  /** A negative number has its bits flipped before and after, so that zeros shifted in are ones. */
  static Operand right(Emit e, Operand x, Operand y) {
    if (x.dtype() == DataType.UINT8) {
      return shift(e, "RIGHT", x, y);
    }
    Operand negative = e.cast(e.compare("Less", x, e.scalar(x, 0)), x.dtype());
    Operand mask = e.unary("Neg", negative);
    Operand shifted = shift(e, "RIGHT", e.binary("BitwiseXor", x, mask), y);
    return e.binary("BitwiseXor", shifted, mask);
  }

  private static Operand shift(Emit e, String direction, Operand x, Operand y) {
    DataType unsigned = ByteTables.UNSIGNED.get(x.dtype());
    TensorType type =
        new TensorType(unsigned, ShapeRules.broadcastShape(x.type().shape(), y.type().shape()));
    Operand shifted = unsigned(e, direction, type, e.cast(x, unsigned), e.cast(y, unsigned));
    return e.cast(shifted, x.dtype());
  }

  /** A shift of unsigned integers. */
  static Operand unsigned(Emit e, String direction, TensorType type, Operand x, Operand y) {
    return e.has("BitShift", x.dtype())
        ? e.node("BitShift", type, List.of(x, y), text("direction", direction))
        : ByteTables.shift(e, direction, x, y);
  }
}
