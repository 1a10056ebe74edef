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
    table.add("DynamicQuantizeLinear", 11, call -> dynamic(call.in(0)));
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
    Tensor whole = Ops.round(Ops.divide(x, scale));
    Tensor shifted = call.has(2) ? Ops.add(whole, Ops.cast(along(call, 2), x.dtype())) : whole;
    return saturated(shifted, dtype);
  }

  static Tensor saturated(Tensor x, DataType dtype) {
    return Ops.cast(Ops.clip(x, Values.lowest(dtype), Values.highest(dtype)), dtype);
  }

  private static Tensor dequantize(OpCall call) {
    Tensor scale = along(call, 1);
    Tensor x = Ops.cast(call.in(0), scale.dtype());
    Tensor shifted = call.has(2) ? Ops.subtract(x, Ops.cast(along(call, 2), scale.dtype())) : x;
    return Ops.multiply(shifted, scale);
  }

  /** With the scale that just holds 0 and all values in 8 bits. */
  static List<Tensor> dynamic(Tensor x) {
    Tensor low = Ops.minimum(Ops.min(x), 0);
    Tensor high = Ops.maximum(Ops.max(x), 0);
    Tensor scale = Ops.divide(Ops.subtract(high, low), 255);
    Tensor zero = Ops.round(Ops.clip(Ops.negative(Ops.divide(low, scale)), 0, 255));
    Tensor y = Ops.add(Ops.round(Ops.divide(x, scale)), zero);
    return List.of(saturated(y, DataType.UINT8), scale, Ops.cast(zero, DataType.UINT8));
  }

  /** Exact in float64, whose sums of products of 8 bits do not round. */
  private static Tensor product(OpCall call) {
    Tensor a = Ops.cast(call.in(0), DataType.FLOAT64);
    Tensor b = Ops.cast(call.in(1), DataType.FLOAT64);
    if (call.has(2)) {
      Tensor zero = Ops.cast(call.in(2), DataType.FLOAT64);
      a = Ops.subtract(a, zero.rank() == 1 && zero.size() > 1 ? Shapes.expandDims(zero, 1) : zero);
    }
    if (call.has(3)) {
      b = Ops.subtract(b, Ops.cast(call.in(3), DataType.FLOAT64));
    }
    return Ops.cast(Nn.matmul(a, b), DataType.INT32);
  }
}
