package io.trihorn.backend.reference;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Rules for {@link Elementwise}. */
final class ElementwiseKernels {
  private static final Map<UnaryKind, DoubleUnaryOperator> FLOATING_UNARY =
      new EnumMap<>(UnaryKind.class);
  private static final Map<UnaryKind, LongUnaryOperator> INTEGER_UNARY =
      new EnumMap<>(UnaryKind.class);
  private static final Map<BinaryKind, DoubleBinaryOperator> FLOATING_BINARY =
      new EnumMap<>(BinaryKind.class);
  private static final Map<BinaryKind, LongBinaryOperator> INTEGER_BINARY =
      new EnumMap<>(BinaryKind.class);

  static {
    Map<UnaryKind, DoubleUnaryOperator> f = FLOATING_UNARY;
    f.put(UnaryKind.NEG, x -> -x);
    f.put(UnaryKind.ABS, Math::abs);
    f.put(UnaryKind.SIGN, Math::signum);
    f.put(UnaryKind.EXP, Math::exp);
    f.put(UnaryKind.EXPM1, Math::expm1);
    f.put(UnaryKind.LOG, Math::log);
    f.put(UnaryKind.LOG1P, Math::log1p);
    f.put(UnaryKind.SQRT, Math::sqrt);
    f.put(UnaryKind.SIN, Math::sin);
    f.put(UnaryKind.COS, Math::cos);
    f.put(UnaryKind.ATAN, Math::atan);
    f.put(UnaryKind.TANH, Math::tanh);
    f.put(UnaryKind.SIGMOID, ElementwiseKernels::sigmoid);
    f.put(UnaryKind.ERF, ErrorFunction::erf);
    f.put(UnaryKind.FLOOR, Math::floor);
    f.put(UnaryKind.CEIL, Math::ceil);
    f.put(UnaryKind.ROUND, Math::rint);

    INTEGER_UNARY.put(UnaryKind.NEG, x -> -x);
    INTEGER_UNARY.put(UnaryKind.ABS, Math::abs);
    INTEGER_UNARY.put(UnaryKind.SIGN, Long::signum);
    INTEGER_UNARY.put(UnaryKind.NOT, x -> 1 - x);

    Map<BinaryKind, DoubleBinaryOperator> g = FLOATING_BINARY;
    g.put(BinaryKind.ADD, (x, y) -> x + y);
    g.put(BinaryKind.SUB, (x, y) -> x - y);
    g.put(BinaryKind.MUL, (x, y) -> x * y);
    g.put(BinaryKind.DIV, (x, y) -> x / y);
    g.put(BinaryKind.POW, Math::pow);
    g.put(BinaryKind.MAX, Math::max);
    g.put(BinaryKind.MIN, Math::min);
    g.put(BinaryKind.EQUAL, (x, y) -> x == y ? 1 : 0);
    g.put(BinaryKind.LESS, (x, y) -> x < y ? 1 : 0);
    g.put(BinaryKind.LESS_EQUAL, (x, y) -> x <= y ? 1 : 0);

    Map<BinaryKind, LongBinaryOperator> h = INTEGER_BINARY;
    h.put(BinaryKind.ADD, (x, y) -> x + y);
    h.put(BinaryKind.SUB, (x, y) -> x - y);
    h.put(BinaryKind.MUL, (x, y) -> x * y);
    h.put(BinaryKind.DIV, (x, y) -> y == 0 ? 0 : x / y);
    h.put(BinaryKind.MAX, Math::max);
    h.put(BinaryKind.MIN, Math::min);
    h.put(BinaryKind.EQUAL, (x, y) -> x == y ? 1 : 0);
    h.put(BinaryKind.LESS, (x, y) -> x < y ? 1 : 0);
    h.put(BinaryKind.LESS_EQUAL, (x, y) -> x <= y ? 1 : 0);
    h.put(BinaryKind.AND, (x, y) -> x & y);
    h.put(BinaryKind.OR, (x, y) -> x | y);
    h.put(BinaryKind.BIT_AND, (x, y) -> x & y);
    h.put(BinaryKind.BIT_OR, (x, y) -> x | y);
    h.put(BinaryKind.BIT_XOR, (x, y) -> x ^ y);
    h.put(BinaryKind.SHIFT_LEFT, (x, y) -> x << y);
    h.put(BinaryKind.SHIFT_RIGHT, (x, y) -> x >> y);
  }

  private ElementwiseKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Elementwise.Unary.class, Kernel.of(ElementwiseKernels::unary))
        .on(Elementwise.Binary.class, Kernel.of(ElementwiseKernels::binary))
        .on(Elementwise.Where.class, Kernel.of((op, type, in) -> where(type, in)))
        .on(Elementwise.Cast.class, Kernel.of((op, type, in) -> cast(type, in.get(0))));
  }

  private static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  private static Array unary(Elementwise.Unary op, TensorType type, List<Array> in) {
    UnaryKind kind = op.kind();
    Array x = in.get(0);
    if (kind == UnaryKind.IS_NAN) {
      Array out = Array.zeros(x.type().withDtype(DataType.BOOLEAN));
      for (int i = 0; i < x.size(); i++) {
        out.longs()[i] = Double.isNaN(x.doubles()[i]) ? 1 : 0;
      }
      return out;
    }
    Array out = Array.zeros(x.type());
    if (x.floating()) {
      DoubleUnaryOperator function = FLOATING_UNARY.get(kind);
      for (int i = 0; i < x.size(); i++) {
        out.doubles()[i] = function.applyAsDouble(x.doubles()[i]);
      }
    } else {
      LongUnaryOperator function = INTEGER_UNARY.get(kind);
      for (int i = 0; i < x.size(); i++) {
        out.longs()[i] = function.applyAsLong(x.longs()[i]);
      }
    }
    return out;
  }

  private static Array binary(Elementwise.Binary op, TensorType type, List<Array> in) {
    BinaryKind kind = op.kind();
    Array x = in.get(0).spread(type);
    Array y = in.get(1).spread(type);
    Array out = Array.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      if (!x.floating()) {
        LongBinaryOperator function = INTEGER_BINARY.get(kind);
        out.longs()[i] = function.applyAsLong(x.longs()[i], y.longs()[i]);
      } else {
        DoubleBinaryOperator function = FLOATING_BINARY.get(kind);
        double value = function.applyAsDouble(x.doubles()[i], y.doubles()[i]);
        if (out.floating()) {
          out.doubles()[i] = value;
        } else {
          out.longs()[i] = (long) value;
        }
      }
    }
    return out;
  }

  private static Array where(TensorType type, List<Array> in) {
    Array condition = in.get(0).spread(type);
    Array x = in.get(1).spread(type);
    Array y = in.get(2).spread(type);
    Array out = Array.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      out.set(i, condition.longs()[i] != 0 ? x : y, i);
    }
    return out;
  }

  private static Array cast(TensorType type, Array x) {
    Array out = Array.zeros(type);
    if (out.floating()) {
      Arrays.setAll(out.doubles(), x::number);
    } else if (type.dtype() == DataType.BOOLEAN) {
      Arrays.setAll(out.longs(), i -> x.number(i) == 0 ? 0 : 1);
    } else {
      Arrays.setAll(out.longs(), i -> x.floating() ? (long) x.number(i) : x.longs()[i]);
    }
    return out;
  }
}
