package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Map;

/** Shifts of signed integers: ONNX shifts unsigned ones only. */
final class Shifts {
  private static final Map<DataType, DataType> UNSIGNED =
      Map.of(
          DataType.INT32, DataType.UINT32,
          DataType.INT64, DataType.UINT64,
          DataType.UINT8, DataType.UINT8);

  private Shifts() {}

  static Operand left(Emit e, Operand x, Operand y) {
    if (x.dtype() == DataType.INT8) {
      Operand wide = left(e, e.cast(x, DataType.INT32), e.cast(y, DataType.INT32));
      return e.cast(wide, DataType.INT8);
    }
    return shift(e, "LEFT", x, y);
  }

  /** A negative number has its bits flipped before and after, so that zeros shifted in are ones. */
  static Operand right(Emit e, Operand x, Operand y) {
    if (x.dtype() == DataType.INT8) {
      Operand wide = right(e, e.cast(x, DataType.INT32), e.cast(y, DataType.INT32));
      return e.cast(wide, DataType.INT8);
    }
    if (x.dtype() == DataType.UINT8) {
      return shift(e, "RIGHT", x, y);
    }
    Operand negative = e.cast(e.compare("Less", x, e.scalar(x, 0)), x.dtype());
    Operand mask = e.unary("Neg", negative);
    Operand shifted = shift(e, "RIGHT", e.binary("BitwiseXor", x, mask), y);
    return e.binary("BitwiseXor", shifted, mask);
  }

  private static Operand shift(Emit e, String direction, Operand x, Operand y) {
    DataType dtype = x.dtype();
    DataType unsigned = UNSIGNED.get(dtype);
    TensorType type =
        new TensorType(unsigned, ShapeRules.broadcastShape(x.type().shape(), y.type().shape()));
    return e.cast(unsigned(e, direction, type, e.cast(x, unsigned), e.cast(y, unsigned)), dtype);
  }

  /** A shift of unsigned integers. */
  static Operand unsigned(Emit e, String direction, TensorType type, Operand x, Operand y) {
    return e.has("BitShift", x.dtype())
        ? e.node("BitShift", type, List.of(x, y), text("direction", direction))
        : ByteTables.shift(e, direction, x, y);
  }
}
