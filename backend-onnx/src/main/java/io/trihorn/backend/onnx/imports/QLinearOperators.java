package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Operators from integers of 8 bits to such integers, with a scale and a zero point beside each
 * operand and for the result; and ONNX Runtime's products of such integers that give floats.
 */
final class QLinearOperators {
  private static final String DOMAIN = "com.microsoft.";

  private QLinearOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("QLinearMatMul", 10, QLinearOperators::product);
    table.one("QLinearConv", 10, QLinearOperators::conv);
    table.one("ConvInteger", 10, QLinearOperators::convInteger);
    table.one(DOMAIN + "QLinearAdd", c -> both(c, Ops::add));
    table.one(DOMAIN + "QLinearMul", c -> both(c, Ops::multiply));
    table.one(DOMAIN + "QLinearSigmoid", c -> single(c, Nn::sigmoid));
    table.one(DOMAIN + "QLinearLeakyRelu", QLinearOperators::leaky);
    table.one(DOMAIN + "QLinearSoftmax", QLinearOperators::softmax);
    table.one(DOMAIN + "QLinearAveragePool", QLinearOperators::averagePool);
    table.one(DOMAIN + "QLinearGlobalAveragePool", QLinearOperators::globalAveragePool);
    table.one(DOMAIN + "QLinearConcat", QLinearOperators::concat);
    table.one(DOMAIN + "QGemm", QLinearOperators::gemm);
    table.one(DOMAIN + "MatMulIntegerToFloat", QLinearOperators::productToFloat);
    table.one(DOMAIN + "DynamicQuantizeMatMul", QLinearOperators::dynamicProduct);
  }

  /** An operand less its zero point, as whole floats; the point may run along an axis. */
  static Tensor whole(OpCall call, int operand, int zero, int axis) {
    Tensor x = floats(call, call.in(operand));
    return call.has(zero) ? Ops.subtract(x, along(floats(call, call.in(zero)), x, axis)) : x;
  }

  /** A value of one element, or of one for each position of an axis. */
  private static Tensor along(Tensor value, Tensor x, int axis) {
    if (value.size() == 1) {
      return Shapes.reshape(value);
    }
    int at = axis < 0 ? axis + x.rank() : axis;
    return value.rank() == 1 ? Nn.alongAxis(value, at, x.rank()) : value;
  }

  /** The real number that an operand stands for. */
  private static Tensor real(OpCall call, int operand) {
    Tensor x = whole(call, operand, operand + 2, 1);
    return Ops.multiply(x, along(call.in(operand + 1), x, 1));
  }

  /**
   * A real number as an integer by the scale and zero point that stand at an operand and behind.
   */
  private static Tensor quantized(OpCall call, Tensor y, int scale) {
    return stored(call, Ops.divide(y, Shapes.reshape(call.in(scale))), scale + 1);
  }

  /** Rounded, moved to the zero point that stands at an operand, and cut to its element type. */
  private static Tensor stored(OpCall call, Tensor y, int zero) {
    DataType dtype = call.has(zero) ? call.in(zero).dtype() : DataType.UINT8;
    Tensor moved = call.wholes().round(y);
    if (call.has(zero)) {
      moved = Ops.add(moved, Ops.cast(Shapes.reshape(call.in(zero)), DataType.FLOAT32));
    }
    return call.wholes().saturated(moved, dtype);
  }

  /** A sum of products of whole numbers, which the scales of both operands make real. */
  private static Tensor rescaled(OpCall call, Tensor sums, int first, int second, int result) {
    Tensor scale =
        Ops.divide(
            Ops.multiply(Shapes.reshape(call.in(first)), along(call.in(second), sums, result)),
            Shapes.reshape(call.in(6)));
    return Ops.multiply(sums, scale);
  }

  private static Tensor product(OpCall call) {
    Tensor a = whole(call, 0, 2, -2);
    Tensor b = whole(call, 3, 5, -1);
    Tensor sums = exactly(a, b, a.dim(-1), Nn::matmul);
    return stored(call, rescaled(call, sums, 1, 4, -1), 7);
  }

  /**
   * Products of whole numbers below 256 summed without rounding: float32 has room for a few hundred
   * of them; more are summed in two halves, of the high and the low digits of one factor.
   */
  static Tensor exactly(Tensor a, Tensor b, long terms, BinaryOperator<Tensor> product) {
    if (terms * 255 * 255 <= 1 << 24) {
      return product.apply(a, b);
    }
    Tensor high = Ops.floor(Ops.divide(b, 16));
    Tensor low = Ops.subtract(b, Ops.multiply(high, 16));
    return Ops.add(Ops.multiply(product.apply(a, high), 16), product.apply(a, low));
  }

  private static Tensor convolved(OpCall call, Tensor x, Tensor w) {
    long terms = w.size() / w.dim(0);
    return exactly(x, w, terms, (image, kernel) -> ConvOperators.conv(call, image, kernel));
  }

  private static Tensor conv(OpCall call) {
    Tensor x = whole(call, 0, 2, 1);
    Tensor w = whole(call, 3, 5, 0);
    Tensor sums = convolved(call, x, w);
    if (call.has(8)) {
      sums = Ops.add(sums, Values.perChannel(Ops.cast(call.in(8), DataType.FLOAT32), sums.rank()));
    }
    return stored(call, rescaled(call, sums, 1, 4, 1), 7);
  }

  private static Tensor convInteger(OpCall call) {
    Tensor x = whole(call, 0, 2, 1);
    Tensor w = whole(call, 1, 3, 0);
    Tensor high = Ops.floor(Ops.divide(w, 16));
    Tensor low = Ops.subtract(w, Ops.multiply(high, 16));
    // Each half is exact in float32; both together may need all of 32 bits.
    Tensor highSums = Ops.cast(ConvOperators.conv(call, x, high), DataType.FLOAT64);
    Tensor lowSums = Ops.cast(ConvOperators.conv(call, x, low), DataType.FLOAT64);
    return call.wholes().of(Ops.add(Ops.multiply(highSums, 16), lowSums), DataType.INT32);
  }

  private static Tensor both(OpCall call, BinaryOperator<Tensor> function) {
    return quantized(call, function.apply(real(call, 0), real(call, 3)), 6);
  }

  private static Tensor single(OpCall call, UnaryOperator<Tensor> function) {
    return quantized(call, function.apply(real(call, 0)), 3);
  }

  private static Tensor leaky(OpCall call) {
    double slope = call.real("alpha", 0.01);
    return single(call, x -> Ops.where(Ops.less(x, 0), Ops.multiply(x, slope), x));
  }

  private static Tensor softmax(OpCall call) {
    return single(call, x -> Nn.softmax(x, call.axis(call.integer("axis", -1), x.rank())));
  }

  private static void checkLayout(OpCall call) {
    if (call.flag("channels_last", false)) {
      throw call.unsupported("channels_last");
    }
  }

  private static Tensor averagePool(OpCall call) {
    checkLayout(call);
    return single(call, x -> PoolOperators.averagePool(call, x));
  }

  private static Tensor globalAveragePool(OpCall call) {
    checkLayout(call);
    return single(call, x -> Values.meanKeep(x, Values.axes(2, x.rank())));
  }

  /** The result's scale and zero point stand in front, then three operands for each part. */
  private static Tensor concat(OpCall call) {
    List<Tensor> parts = new ArrayList<>();
    for (int i = 2; i + 2 < call.inputs() + 1; i += 3) {
      parts.add(real(call, i));
    }
    int axis = call.axis(call.integer("axis", 0), parts.get(0).rank());
    return quantized(call, Shapes.concatenate(parts, axis), 0);
  }

  /** The bias is of the sums' scale; without a scale for the result that is real. */
  private static Tensor gemm(OpCall call) {
    boolean turnA = call.flag("transA", false);
    boolean turnB = call.flag("transB", false);
    Tensor a = whole(call, 0, 2, -2);
    Tensor b = whole(call, 3, 5, turnB ? 0 : 1);
    Tensor sums = exactly(a, b, a.dim(turnA ? 0 : 1), (x, y) -> Nn.matmul(x, y, turnA, turnB));
    if (call.has(6)) {
      sums = Ops.add(sums, Ops.cast(call.in(6), DataType.FLOAT32));
    }
    Tensor scale = Ops.multiply(Shapes.reshape(call.in(1)), along(call.in(4), sums, 1));
    Tensor y = Ops.multiply(Ops.multiply(sums, scale), call.real("alpha", 1));
    return call.has(7) ? quantized(call, y, 7) : y;
  }

  private static Tensor productToFloat(OpCall call) {
    Tensor a = whole(call, 0, 4, -2);
    Tensor b = whole(call, 1, 5, -1);
    Tensor sums = exactly(a, b, a.dim(-1), Nn::matmul);
    Tensor y =
        Ops.multiply(sums, Ops.multiply(along(call.in(2), sums, -2), along(call.in(3), sums, -1)));
    return call.has(6) ? Ops.add(y, call.in(6)) : y;
  }

  private static Tensor dynamicProduct(OpCall call) {
    List<Tensor> a = QuantizeOperators.dynamic(call, call.in(0));
    Tensor whole = Ops.subtract(floats(call, a.get(0)), floats(call, a.get(2)));
    Tensor b = whole(call, 1, 3, -1);
    Tensor sums = exactly(whole, b, whole.dim(-1), Nn::matmul);
    Tensor y = Ops.multiply(sums, Ops.multiply(a.get(1), along(call.in(2), sums, -1)));
    return call.has(4) ? Ops.add(y, call.in(4)) : y;
  }

  private static Tensor floats(OpCall call, Tensor x) {
    return call.wholes().floats(x, DataType.FLOAT32);
  }
}
