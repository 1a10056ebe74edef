package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Comparisons, truth values, bits, and conversions. */
final class LogicOperators {
  private LogicOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("And", Broadcasts.of(Ops::logicalAnd));
    table.one("Or", Broadcasts.of(Ops::logicalOr));
    table.one("Xor", Broadcasts.of(LogicOperators::xor));
    table.one("Not", call -> Ops.logicalNot(call.in(0)));
    table.one("Equal", Broadcasts.of(LogicOperators::equal));
    table.one("Less", Broadcasts.of(Ops::less));
    table.one("Greater", Broadcasts.of(Ops::greater));
    table.one("LessOrEqual", Broadcasts.of(Ops::lessEqual));
    table.one("GreaterOrEqual", Broadcasts.of(Ops::greaterEqual));
    table.one("BitwiseAnd", Broadcasts.of((x, y) -> Values.binary(BinaryKind.BIT_AND, x, y)));
    table.one("BitwiseOr", Broadcasts.of((x, y) -> Values.binary(BinaryKind.BIT_OR, x, y)));
    table.one("BitwiseXor", Broadcasts.of((x, y) -> Values.binary(BinaryKind.BIT_XOR, x, y)));
    table.one("BitwiseNot", call -> bitwiseNot(call.in(0)));
    table.one("BitShift", LogicOperators::shift);
    table.one("Where", call -> Ops.where(call.in(0), call.in(1), call.in(2)));
    table.one("IsNaN", call -> Ops.isnan(call.in(0)));
    table.one("IsInf", LogicOperators::isInfinite);
    table.one("Cast", LogicOperators::cast);
    table.one("CastLike", call -> Ops.cast(call.in(0), call.in(1).dtype()));
    table.one("Identity", call -> call.in(0));
    table.add("Dropout", LogicOperators::dropout);
  }

  private static Tensor xor(Tensor x, Tensor y) {
    return Ops.logicalAnd(Ops.logicalOr(x, y), Ops.logicalNot(Ops.logicalAnd(x, y)));
  }

  private static Tensor equal(Tensor x, Tensor y) {
    return Broadcasts.isBoolean(x) ? Ops.logicalNot(xor(x, y)) : Ops.equal(x, y);
  }

  private static Tensor bitwiseNot(Tensor x) {
    return Values.binary(BinaryKind.BIT_XOR, x, x.scalar(x.dtype() == DataType.UINT8 ? 255 : -1));
  }

  /** Of unsigned numbers; 8 bits are shifted in 32, where no sign is in the way. */
  private static Tensor shift(OpCall call) {
    Tensor x = call.in(0);
    boolean left = call.text("direction", "").equals("LEFT");
    BinaryKind kind = left ? BinaryKind.SHIFT_LEFT : BinaryKind.SHIFT_RIGHT;
    if (x.dtype() != DataType.UINT8) {
      if (left) {
        throw call.unsupported("shifting integers of more than 8 bits to the left");
      }
      return Values.binary(kind, x, call.in(1));
    }
    Tensor wide =
        Values.binary(kind, Ops.cast(x, DataType.INT32), Ops.cast(call.in(1), DataType.INT32));
    return Ops.cast(Values.binary(BinaryKind.BIT_AND, wide, wide.scalar(255)), DataType.UINT8);
  }

  private static Tensor isInfinite(OpCall call) {
    Tensor x = call.in(0);
    Tensor above = Ops.equal(x, x.scalar(Double.POSITIVE_INFINITY));
    Tensor below = Ops.equal(x, x.scalar(Double.NEGATIVE_INFINITY));
    boolean positive = call.flag("detect_positive", true);
    boolean negative = call.flag("detect_negative", true);
    if (positive && negative) {
      return Ops.logicalOr(above, below);
    }
    if (!positive && !negative) {
      return Shapes.full(x, 0, DataType.BOOLEAN, x.type().dims());
    }
    return positive ? above : below;
  }

  private static Tensor cast(OpCall call) {
    int to =
        call.opset() >= 6
            ? call.small("to", 0)
            : TensorProto.DataType.valueOf(call.text("to", "UNDEFINED")).getNumber();
    if (to == ElementTypes.TEXT) {
      if (!call.isText(0)) {
        throw call.unsupported("writing numbers as text");
      }
      return call.in(0);
    }
    DataType dtype = ElementTypes.target(to, call.toString());
    return call.isText(0)
        ? CategoryOperators.spelled(call, dtype)
        : call.wholes().floats(call.in(0), dtype);
  }

  /** What dropout does in inference; the mask keeps everything. */
  private static List<Tensor> dropout(OpCall call) {
    Tensor x = call.in(0);
    if (call.opset() >= 12 && call.has(2) && call.number(2, 0) != 0) {
      throw call.unsupported("training_mode");
    }
    DataType mask = call.opset() >= 10 ? DataType.BOOLEAN : x.dtype();
    return List.of(x, Shapes.full(x, 1, mask, x.type().dims()));
  }
}
