package org.example.toy;

import static java.util.Map.entry;
import static org.example.toy.Kernel.one;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** What is done element by element. */
final class Elements {
  /** A function of one number; what it does with integers is null where it takes none. */
  private record One(DoubleUnaryOperator floating, LongUnaryOperator integer) {}

  /** A function of two numbers; either is null where it takes none of its kind. */
  private record Two(DoubleBinaryOperator floating, LongBinaryOperator integer) {}

  private static final Map<UnaryKind, One> OF_ONE =
      Map.ofEntries(
          entry(UnaryKind.NEG, new One(x -> -x, x -> -x)),
          entry(UnaryKind.ABS, new One(Math::abs, Math::abs)),
          entry(UnaryKind.SIGN, new One(Math::signum, Long::signum)),
          entry(UnaryKind.EXP, new One(Math::exp, null)),
          entry(UnaryKind.EXPM1, new One(Math::expm1, null)),
          entry(UnaryKind.LOG, new One(Math::log, null)),
          entry(UnaryKind.LOG1P, new One(Math::log1p, null)),
          entry(UnaryKind.SQRT, new One(Math::sqrt, null)),
          entry(UnaryKind.SIN, new One(Math::sin, null)),
          entry(UnaryKind.COS, new One(Math::cos, null)),
          entry(UnaryKind.ATAN, new One(Math::atan, null)),
          entry(UnaryKind.TANH, new One(Math::tanh, null)),
          entry(UnaryKind.SIGMOID, new One(Elements::sigmoid, null)),
          entry(UnaryKind.ERF, new One(Elements::erf, null)),
          entry(UnaryKind.FLOOR, new One(Math::floor, null)),
          entry(UnaryKind.CEIL, new One(Math::ceil, null)),
          entry(UnaryKind.ROUND, new One(Math::rint, null)),
          entry(UnaryKind.NOT, new One(null, x -> 1 - x)),
          entry(UnaryKind.IS_NAN, new One(x -> Double.isNaN(x) ? 1 : 0, null)));

  private static final Map<BinaryKind, Two> OF_TWO =
      Map.ofEntries(
          entry(BinaryKind.ADD, new Two((x, y) -> x + y, (x, y) -> x + y)),
          entry(BinaryKind.SUB, new Two((x, y) -> x - y, (x, y) -> x - y)),
          entry(BinaryKind.MUL, new Two((x, y) -> x * y, (x, y) -> x * y)),
          entry(BinaryKind.DIV, new Two((x, y) -> x / y, (x, y) -> y == 0 ? 0 : x / y)),
          entry(BinaryKind.POW, new Two(Math::pow, null)),
          entry(BinaryKind.MAX, new Two(Math::max, Math::max)),
          entry(BinaryKind.MIN, new Two(Math::min, Math::min)),
          entry(BinaryKind.EQUAL, new Two((x, y) -> x == y ? 1 : 0, (x, y) -> x == y ? 1 : 0)),
          entry(BinaryKind.LESS, new Two((x, y) -> x < y ? 1 : 0, (x, y) -> x < y ? 1 : 0)),
          entry(BinaryKind.LESS_EQUAL, new Two((x, y) -> x <= y ? 1 : 0, (x, y) -> x <= y ? 1 : 0)),
          entry(BinaryKind.AND, new Two(null, (x, y) -> x & y)),
          entry(BinaryKind.OR, new Two(null, (x, y) -> x | y)),
          entry(BinaryKind.BIT_AND, new Two(null, (x, y) -> x & y)),
          entry(BinaryKind.BIT_OR, new Two(null, (x, y) -> x | y)),
          entry(BinaryKind.BIT_XOR, new Two(null, (x, y) -> x ^ y)),
          entry(BinaryKind.SHIFT_LEFT, new Two(null, (x, y) -> x << y)),
          entry(BinaryKind.SHIFT_RIGHT, new Two(null, (x, y) -> x >> y)));

  private Elements() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Elementwise.Unary.class, one((op, type, in) -> unary(op.kind(), type, in.get(0))))
        .on(
            Elementwise.Binary.class,
            one((op, type, in) -> binary(op.kind(), type, in.get(0), in.get(1))))
        .on(Elementwise.Where.class, one((op, type, in) -> where(type, in)))
        .on(Elementwise.Cast.class, one((op, type, in) -> in.get(0).cast(op.dtype())));
  }

  private static double sigmoid(double x) {
    double small = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + small) : small / (1 + small);
  }

  /** {@code 2 x / sqrt(pi) e^(-x^2) (1 + 2 x^2 / 3 + (2 x^2)^2 / (3 5) + ...)}. */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = 1;
    double sum = 1;
    for (int odd = 3; term > 1e-17 * sum; odd += 2) {
      term *= 2 * x * x / odd;
      sum += term;
    }
    return 2 * x / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static TensorData unary(UnaryKind kind, TensorType type, TensorData x) {
    TensorData out = TensorData.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      if (x.dtype().isFloating()) {
        out.setDouble(i, OF_ONE.get(kind).floating().applyAsDouble(x.getDouble(i)));
      } else {
        out.setLong(i, OF_ONE.get(kind).integer().applyAsLong(x.getLong(i)));
      }
    }
    return out;
  }

  private static int[] places(TensorData operand, TensorType result) {
    return Walk.through(operand.type()).repeated(result.dims()).places();
  }

  private static TensorData binary(BinaryKind kind, TensorType type, TensorData x, TensorData y) {
    TensorData out = TensorData.zeros(type);
    int[] a = places(x, type);
    int[] b = places(y, type);
    Two function = OF_TWO.get(kind);
    for (int i = 0; i < out.size(); i++) {
      if (x.dtype().isFloating()) {
        out.setDouble(i, function.floating().applyAsDouble(x.getDouble(a[i]), y.getDouble(b[i])));
      } else {
        out.setLong(i, function.integer().applyAsLong(x.getLong(a[i]), y.getLong(b[i])));
      }
    }
    return out;
  }

  private static TensorData where(TensorType type, List<TensorData> in) {
    TensorData out = TensorData.zeros(type);
    List<int[]> places = in.stream().map(operand -> places(operand, type)).toList();
    for (int i = 0; i < out.size(); i++) {
      int chosen = in.get(0).getLong(places.get(0)[i]) != 0 ? 1 : 2;
      Walk.copy(in.get(chosen), places.get(chosen)[i], out, i);
    }
    return out;
  }
}
