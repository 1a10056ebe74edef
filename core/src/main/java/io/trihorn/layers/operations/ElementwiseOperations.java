package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Integers;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Special;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Trig;
import java.util.List;

/** Functions of each element, or of two tensors' elements, in {@code keras.src.ops.numpy}. */
final class ElementwiseOperations {
  private ElementwiseOperations() {}

  static void addTo(OperationTable table) {
    arithmetic(table.module("numpy"));
    functions(table);
    integers(table);
    logic(table);
    chosen(table);
  }

  private static void arithmetic(OperationTable table) {
    table
        .binary("Add", Ops::add)
        .binary("Subtract", Ops::subtract)
        .binary("Multiply", Ops::multiply)
        .binary("Divide", Ops::divide)
        .binary("TrueDivide", Ops::divide)
        .binary("DivideNoNan", Logic::divideNoNan)
        .binary("Power", ElementwiseOperations::power)
        .binary("Mod", Integers::mod)
        .binary("Fmod", Integers::fmod)
        .binary("FloorDivide", Integers::floorDivide)
        .binary("Maximum", Ops::maximum)
        .binary("Minimum", Ops::minimum)
        .binary("Fmax", Logic::fmax)
        .binary("Fmin", Logic::fmin)
        .binary("Hypot", Trig::hypot)
        .binary("Arctan2", Trig::arctan2)
        .binary("Heaviside", Logic::heaviside)
        .binary("Ldexp", Special::ldexp)
        .binary("Logaddexp", Special::logaddexp)
        .binary("Logaddexp2", Special::logaddexp2)
        .unary("Negative", Ops::negative)
        .unary("Abs", Ops::abs)
        .unary("Absolute", Ops::abs)
        .unary("Fabs", x -> Ops.abs(Ops.cast(x, DTypes.floating(x.dtype()))))
        .unary("Sign", Ops::sign)
        .unary("Square", Ops::square)
        .unary("Sqrt", Ops::sqrt)
        .unary("Cbrt", Special::cbrt)
        .unary("Reciprocal", Ops::reciprocal);
  }

  /** Integers to the power of integers are integers. */
  private static Tensor power(Tensor x, Tensor y) {
    DataType dtype = DTypes.promote(x.dtype(), y.dtype());
    if (dtype.isFloating() || dtype == DataType.BOOLEAN) {
      return Ops.power(x, y);
    }
    Tensor exact = Ops.power(Ops.cast(x, DataType.FLOAT64), Ops.cast(y, DataType.FLOAT64));
    return Ops.cast(Ops.round(exact), dtype);
  }

  private static void functions(OperationTable table) {
    table
        .unary("Exp", Ops::exp)
        .unary("Exp2", Special::exp2)
        .unary("Expm1", Ops::expm1)
        .unary("Log", Ops::log)
        .unary("Log10", Special::log10)
        .unary("Log1p", Ops::log1p)
        .unary("Log2", Special::log2)
        .unary("Sin", Ops::sin)
        .unary("Cos", Ops::cos)
        .unary("Tan", Trig::tan)
        .unary("Arcsin", Trig::arcsin)
        .unary("Arccos", Trig::arccos)
        .unary("Arctan", Ops::arctan)
        .unary("Sinh", Trig::sinh)
        .unary("Cosh", Trig::cosh)
        .unary("Tanh", Ops::tanh)
        .unary("Arcsinh", Trig::arcsinh)
        .unary("Arccosh", Trig::arccosh)
        .unary("Arctanh", Trig::arctanh)
        .unary("Deg2rad", Trig::deg2rad)
        .unary("Rad2deg", Trig::rad2deg)
        .unary("Sinc", Trig::sinc)
        .unary("I0", Special::i0)
        .unary("Floor", Ops::floor)
        .unary("Ceil", Ops::ceil)
        .unary("Trunc", Integers::trunc)
        .one("Round", "decimals=0", "x", a -> Integers.round(a.x(), a.integer("decimals")));
  }

  private static void integers(OperationTable table) {
    table
        .binary("BitwiseAnd", "x, y", Integers::bitwiseAnd)
        .binary("BitwiseOr", "x, y", Integers::bitwiseOr)
        .binary("BitwiseXor", "x, y", Integers::bitwiseXor)
        .binary("BitwiseLeftShift", "x, y", Integers::leftShift)
        .binary("BitwiseRightShift", "x, y", Integers::rightShift)
        .binary("LeftShift", "x, y", Integers::leftShift)
        .binary("RightShift", "x, y", Integers::rightShift)
        .unary("BitwiseInvert", Integers::bitwiseNot)
        .unary("BitwiseNot", Integers::bitwiseNot)
        .binary("Gcd", Integers::gcd)
        .binary("Lcm", Integers::lcm);
  }

  private static void logic(OperationTable table) {
    table
        .binary("Equal", Ops::equal)
        .binary("NotEqual", Ops::notEqual)
        .binary("Greater", Ops::greater)
        .binary("GreaterEqual", Ops::greaterEqual)
        .binary("Less", Ops::less)
        .binary("LessEqual", Ops::lessEqual)
        .binary("LogicalAnd", Ops::logicalAnd)
        .binary("LogicalOr", Ops::logicalOr)
        .binary("LogicalXor", Logic::logicalXor)
        .unary("LogicalNot", Ops::logicalNot)
        .unary("Isfinite", Logic::isfinite)
        .unary("Isinf", Logic::isinf)
        .unary("Isnan", Ops::isnan)
        .unary("Isneginf", Logic::isneginf)
        .unary("Isposinf", Logic::isposinf)
        .unary("Isreal", Logic::isreal)
        .unary("Signbit", Logic::signbit)
        .one("Isclose", "equal_nan=false", "x1, x2, rtol=1e-5, atol=1e-8", a -> close(a, false))
        .one("AllClose", "rtol=1e-5, atol=1e-8, equal_nan=false", "x1, x2", a -> close(a, true))
        .one(
            "IsIn",
            "assume_unique=false, invert=false",
            "x1, x2",
            a -> {
              List<Tensor> pair = a.pair("x1", "x2");
              Tensor found = Logic.isin(pair.get(0), pair.get(1));
              return a.flag("invert") ? Ops.logicalNot(found) : found;
            });
  }

  private static Tensor close(Arguments a, boolean all) {
    List<Tensor> pair = a.pair("x1", "x2");
    double rtol = a.number("rtol");
    double atol = a.number("atol");
    boolean equalNan = a.flag("equal_nan");
    return all
        ? Logic.allclose(pair.get(0), pair.get(1), rtol, atol, equalNan)
        : Logic.isclose(pair.get(0), pair.get(1), rtol, atol, equalNan);
  }

  private static void chosen(OperationTable table) {
    table
        .one(
            "Clip",
            "x_min, x_max",
            "x",
            a ->
                Ops.minimum(
                    Ops.maximum(a.pair("x", "x_min").get(0), a.pair("x", "x_min").get(1)),
                    a.pair("x", "x_max").get(1)))
        .one(
            "Where",
            "",
            "condition, x1=null, x2=null",
            a -> {
              if (a.isNull("x1") || a.isNull("x2")) {
                throw a.unsupported(
                    "without x1 and x2 the shape of the result depends on values, which a model"
                        + " that is compiled for its shapes cannot have");
              }
              List<Tensor> pair = a.pair("x1", "x2");
              return Ops.where(a.tensor("condition"), pair.get(0), pair.get(1));
            })
        .one(
            "Select",
            "",
            "condlist, choicelist, default=0",
            a -> {
              List<Tensor> choices = a.tensors("choicelist");
              Tensor otherwise = a.beside("default", choices.get(0));
              return Logic.select(a.tensors("condlist"), choices, otherwise);
            })
        .one(
            "NanToNum",
            "nan=0.0, posinf=null, neginf=null",
            "x",
            a -> {
              Tensor x = a.x();
              if (!x.dtype().isFloating()) {
                return x;
              }
              double largest = DTypes.largest(x.dtype());
              return Logic.nanToNum(
                  x, a.number("nan"), a.number("posinf", largest), a.number("neginf", -largest));
            })
        .unary("Copy", x -> x)
        .unary("Real", x -> x)
        .unary("Conj", x -> x)
        .unary("Conjugate", x -> x)
        .unary("Imag", Shapes::zerosLike)
        .unary(
            "Angle",
            x -> {
              Tensor f = Ops.cast(x, DTypes.floating(x.dtype()));
              return Trig.arctan2(Shapes.zerosLike(f), f);
            })
        .one("ZerosLike", "dtype=null", "x", a -> as(a, Shapes.zerosLike(a.x())))
        .one("EmptyLike", "dtype=null", "x", a -> as(a, Shapes.zerosLike(a.x())))
        .one("OnesLike", "dtype=null", "x", a -> as(a, Shapes.onesLike(a.x())))
        .one(
            "FullLike",
            "dtype=null",
            "x, fill_value",
            a -> {
              Tensor x = a.x();
              DataType dtype = a.isNull("dtype") ? x.dtype() : a.dtype("dtype");
              return Shapes.broadcastTo(Ops.cast(a.tensor("fill_value"), dtype), x.type().dims());
            });
  }

  private static Tensor as(Arguments a, Tensor made) {
    return a.isNull("dtype") ? made : Ops.cast(made, a.dtype("dtype"));
  }
}
