package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.AbsMaxRounding;
import io.trihorn.graph.TensorData;
import java.util.List;

/** What makes bytes of floats, and their product. */
final class IntegerLowerings {
  private static final int MIDDLE = 128;

  private IntegerLowerings() {}

  /** Whether the integers lie within int8 and within their range without being clipped. */
  static boolean fits(AbsMaxRounding op) {
    return op.dtype() == DataType.INT8 && op.high() <= Byte.MAX_VALUE && op.low() <= -op.high();
  }

  /** Rounding, clipping and conversion are one operator. */
  static List<Operand> rounding(AbsMaxRounding op, Lowering l) {
    Emit e = l.emit();
    Operand x = l.input(0);
    Operand magnitudes = e.unary("Abs", x);
    Operand largest = ReductionLowerings.extreme(e, "ReduceMax", magnitudes, op.axes(), true);
    Operand scale = e.div(e.scalar(x, op.high()), e.add(largest, op.epsilon()));
    return List.of(quantized(e, e.mul(x, scale), DataType.INT8, 0), scale);
  }

  private static Operand quantized(Emit e, Operand x, DataType dtype, int zero) {
    List<Operand> inputs = List.of(x, e.scalar(x, 1), e.constant(TensorData.scalar(dtype, zero)));
    return e.node("QuantizeLinear", x.type().withDtype(dtype), inputs);
  }

  /**
   * With a left side without a sign: with one ONNX Runtime 1.28 takes 17 times what float32 takes.
   * The kernel keeps its sign where sums are right with it, which is faster still, and saves its
   * conversion where it is fed.
   */
  static Operand product(Lowering l) {
    Emit e = l.emit();
    if (!e.has("MatMulInteger", DataType.UINT8)) {
      return e.node("MatMulInteger", l.node().output().type(), l.inputs());
    }
    Operand x = unsigned(e, l.input(0));
    Operand kernel = l.input(1);
    boolean signed = e.writer().signedKernels();
    Operand right = signed ? kernel : unsigned(e, kernel);
    Operand zero = signed ? e.scalar(kernel, 0) : e.scalar(x, MIDDLE);
    return e.node(
        "MatMulInteger", l.node().output().type(), List.of(x, right, e.scalar(x, MIDDLE), zero));
  }

  /**
   * Numbers of int8 and 128: what is quantized here is so at once, of others the first bit turns.
   */
  private static Operand unsigned(Emit e, Operand x) {
    switch (e.writer().operator(x)) {
      case "QuantizeLinear":
        return quantized(e, e.writer().operands(x).get(0), DataType.UINT8, MIDDLE);
      case "Reshape":
        return e.reshape(unsigned(e, e.writer().operands(x).get(0)), x.dims());
      default:
        Operand bits = e.cast(x, DataType.UINT8);
        return e.binary("BitwiseXor", bits, e.scalar(bits, MIDDLE));
    }
  }
}
