package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Arithmetic, element by element. */
final class MathOperators {
  private MathOperators() {}

  static void addTo(Operators.Builder table) {
    unary(table, "Neg", Ops::negative);
    unary(table, "Abs", x -> x.dtype() == DataType.UINT8 ? x : Ops.abs(x));
    unary(table, "Sign", x -> x.dtype() == DataType.UINT8 ? Ops.minimum(x, 1) : Ops.sign(x));
    unary(table, "Exp", Ops::exp);
    unary(table, "Log", Ops::log);
    unary(table, "Sqrt", Ops::sqrt);
    unary(table, "Reciprocal", Ops::reciprocal);
    unary(table, "Floor", Ops::floor);
    unary(table, "Ceil", Ops::ceil);
    unary(table, "Round", Ops::round);
    unary(table, "Erf", Ops::erf);
    unary(table, "Sin", Ops::sin);
    unary(table, "Cos", Ops::cos);
    unary(table, "Tan", x -> Ops.divide(Ops.sin(x), Ops.cos(x)));
    unary(table, "Asin", x -> Ops.arctan(Ops.divide(x, Ops.sqrt(oneMinusSquare(x)))));
    unary(table, "Acos", MathOperators::acos);
    unary(table, "Atan", Ops::arctan);
    unary(table, "Sinh", x -> half(Ops.subtract(Ops.expm1(x), Ops.expm1(Ops.negative(x)))));
    unary(table, "Cosh", x -> half(Ops.add(Ops.exp(x), Ops.exp(Ops.negative(x)))));
    unary(table, "Asinh", MathOperators::asinh);
    unary(table, "Acosh", MathOperators::acosh);
    unary(table, "Atanh", x -> half(Ops.subtract(Ops.log1p(x), Ops.log1p(Ops.negative(x)))));

    table.one("Add", Broadcasts.of(Ops::add));
    table.one("Sub", Broadcasts.of(Ops::subtract));
    table.one("Mul", Broadcasts.of(Ops::multiply));
    table.one("Div", Broadcasts.of(Values::quotient));
    table.one("Pow", Broadcasts.mixed(MathOperators::power));
    table.one("Mod", 10, MathOperators::mod);
    table.one("Max", MathOperators::max);
    table.one("Min", MathOperators::min);
    table.one("Sum", call -> fold(call, Ops::add));
    table.one("Mean", call -> Ops.divide(fold(call, Ops::add), call.inputs()));
    table.one("Clip", 1, MathOperators::oldClip);
    table.one("Clip", 11, MathOperators::clip);
  }

  private static void unary(Operators.Builder table, String name, UnaryOperator<Tensor> function) {
    table.one(name, call -> function.apply(call.in(0)));
  }

  private static Tensor half(Tensor x) {
    return Ops.multiply(x, 0.5);
  }

  /** {@code 1 - x^2}, accurate near 1. */
  private static Tensor oneMinusSquare(Tensor x) {
    return Ops.multiply(Ops.subtract(1, x), Ops.add(x, 1));
  }

  private static Tensor acos(Tensor x) {
    Tensor tangent = Ops.sqrt(Ops.divide(Ops.subtract(1, x), Ops.add(x, 1)));
    return Ops.multiply(Ops.arctan(tangent), 2);
  }

  private static Tensor asinh(Tensor x) {
    Tensor sign = Ops.where(Ops.less(x, 0), x.scalar(-1), x.scalar(1));
    Tensor a = Ops.multiply(sign, x);
    Tensor square = Ops.square(a);
    Tensor more = Ops.divide(square, Ops.add(Ops.sqrt(Ops.add(square, 1)), 1));
    return Ops.multiply(sign, Ops.log1p(Ops.add(a, more)));
  }

  private static Tensor acosh(Tensor x) {
    Tensor t = Ops.subtract(x, 1);
    return Ops.log1p(Ops.add(t, Ops.sqrt(Ops.multiply(t, Ops.add(t, 2)))));
  }

  /** The result has the base's element type. */
  private static Tensor power(Tensor base, Tensor exponent) {
    if (base.dtype().isFloating()) {
      return Ops.power(base, Ops.cast(exponent, base.dtype()));
    }
    Tensor wide = Ops.power(Ops.cast(base, DataType.FLOAT64), Ops.cast(exponent, DataType.FLOAT64));
    boolean whole = !exponent.dtype().isFloating();
    return Ops.cast(whole ? Ops.round(wide) : wide, base.dtype());
  }

  private static Tensor mod(OpCall call) {
    Tensor x = call.in(0);
    Tensor y = call.in(1);
    boolean likeDividend = call.flag("fmod", false);
    if (x.dtype().isFloating()) {
      if (!likeDividend) {
        throw call.wrong("of floating operands needs fmod = 1");
      }
      Tensor q = Ops.divide(x, y);
      Tensor towardsZero = Ops.where(Ops.less(q, 0), Ops.ceil(q), Ops.floor(q));
      return Ops.subtract(x, Ops.multiply(towardsZero, y));
    }
    Tensor rest = Ops.subtract(x, Ops.multiply(Values.quotient(x, y), y));
    if (likeDividend) {
      return rest;
    }
    Tensor opposite = Ops.less(Ops.multiply(Ops.sign(signed(rest)), Ops.sign(signed(y))), 0);
    return Ops.where(opposite, Ops.add(rest, y), rest);
  }

  private static Tensor signed(Tensor x) {
    return x.dtype() == DataType.UINT8 ? Ops.cast(x, DataType.INT32) : x;
  }

  private static Tensor max(OpCall call) {
    return fold(call, Ops::maximum);
  }

  private static Tensor min(OpCall call) {
    return fold(call, Ops::minimum);
  }

  private static Tensor fold(OpCall call, BinaryOperator<Tensor> function) {
    List<Tensor> operands = call.all();
    return operands.stream()
        .reduce(function)
        .orElseThrow(() -> new ShapeException(call + " has no operands"));
  }

  private static Tensor oldClip(OpCall call) {
    Tensor x = call.in(0);
    x = call.hasAttribute("min") ? Ops.maximum(x, call.real("min", 0)) : x;
    return call.hasAttribute("max") ? Ops.minimum(x, call.real("max", 0)) : x;
  }

  private static Tensor clip(OpCall call) {
    Tensor x = call.in(0);
    x = call.has(1) ? Values.binary(BinaryKind.MAX, x, call.in(1)) : x;
    return call.has(2) ? Values.binary(BinaryKind.MIN, x, call.in(2)) : x;
  }
}
