package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Integers of 8 bits that stand for floats: {@code (q - zero point) * scale}. */
final class QuantizeOperators {
  private QuantizeOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("QuantizeLinear", 10, QuantizeOperators::quantize);
    table.one("DequantizeLinear", 10, QuantizeOperators::dequantize);
    table.add("DynamicQuantizeLinear", 11, call -> dynamic(call, call.in(0)));
    table.one("com.microsoft.QuantizeLinear", QuantizeOperators::quantize);
    table.one("com.microsoft.DequantizeLinear", QuantizeOperators::dequantize);
    table.one("MatMulInteger", 10, QuantizeOperators::product);
  }

  /** A scale or zero point of one value, or of one for each position of an axis. */
  private static Tensor along(OpCall call, int operand) {
    Tensor x = call.in(0);
    Tensor value = call.in(operand);
    if (call.integer("block_size", 0) != 0 || value.rank() > 1) {
      throw call.unsupported("quantization by blocks");
    }
    if (value.rank() == 0 || value.size() == 1) {
      return Shapes.reshape(value);
    }
    return Nn.alongAxis(value, call.axis(call.integer("axis", 1), x.rank()), x.rank());
  }

  private static Tensor quantize(OpCall call) {
    Tensor scale = along(call, 1);
    DataType dtype = call.has(2) ? call.in(2).dtype() : DataType.UINT8;
    if (dtype != DataType.UINT8 && dtype != DataType.INT8) {
      throw call.unsupported("quantization to " + dtype);
    }
    Tensor x = Ops.cast(call.in(0), scale.dtype());
    Tensor whole = call.wholes().round(Ops.divide(x, scale));
    Tensor shifted = call.has(2) ? Ops.add(whole, Ops.cast(along(call, 2), x.dtype())) : whole;
    return call.wholes().saturated(shifted, dtype);
  }

  private static Tensor dequantize(OpCall call) {
    Tensor scale = along(call, 1);
    Tensor x = call.wholes().floats(call.in(0), scale.dtype());
    Tensor shifted = call.has(2) ? Ops.subtract(x, Ops.cast(along(call, 2), scale.dtype())) : x;
    return Ops.multiply(shifted, scale);
  }

  /** With the scale that just holds 0 and all values in 8 bits; 1 where all are 0. */
  static List<Tensor> dynamic(OpCall call, Tensor x) {
    WholeNumbers wholes = call.wholes();
    Tensor low = Ops.minimum(Ops.min(x), 0);
    Tensor high = Ops.maximum(Ops.max(x), 0);
    Tensor range = Ops.subtract(high, low);
    Tensor scale = Ops.divide(Ops.where(Ops.equal(range, 0), 255, range), 255);
    Tensor zero = wholes.round(Ops.clip(Ops.negative(Ops.divide(low, scale)), 0, 255));
    Tensor y = Ops.add(wholes.round(Ops.divide(x, scale)), zero);
    return List.of(wholes.saturated(y, DataType.UINT8), scale, wholes.of(zero, DataType.UINT8));
  }

  /** Exact in float64, whose sums of products of 8 bits do not round. */
  private static Tensor product(OpCall call) {
    WholeNumbers wholes = call.wholes();
    Tensor a = wholes.floats(call.in(0), DataType.FLOAT64);
    Tensor b = wholes.floats(call.in(1), DataType.FLOAT64);
    if (call.has(2)) {
      Tensor zero = wholes.floats(call.in(2), DataType.FLOAT64);
      a = Ops.subtract(a, zero.rank() == 1 && zero.size() > 1 ? Shapes.expandDims(zero, 1) : zero);
    }
    if (call.has(3)) {
      b = Ops.subtract(b, wholes.floats(call.in(3), DataType.FLOAT64));
    }
    return wholes.of(Nn.matmul(a, b), DataType.INT32);
  }
}
