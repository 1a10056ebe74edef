package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Integers;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Special;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Trig;
import java.util.List;
import java.util.function.UnaryOperator;

/** The functions of one array, element by element. */
enum Pointwise {
  SIGN(Pointwise::sign),
  NEG(Ops::negative),
  ABS(Ops::abs),
  SQUARE(x -> Ops.square(x.dtype() == DataType.BOOLEAN ? Promotion.summed(x) : x)),
  SQRT(floating(Ops::sqrt)),
  CBRT(x -> Special.cbrt(Promotion.byDouble(x))),
  FLOOR(whole("floor", Ops::floor)),
  CEIL(whole("ceil", Ops::ceil)),
  ROUND(whole("round", Ops::round)),
  TRUNC(whole("trunc", Integers::trunc)),
  EXP(floating(Ops::exp)),
  LOG(floating(Ops::log)),
  LOG10(floating(Special::log10)),
  LOG2(floating(Special::log2)),
  SIN(floating(Ops::sin)),
  COS(floating(Ops::cos)),
  TAN(floating(Trig::tan)),
  ASIN(floating(Trig::arcsin)),
  ACOS(floating(Trig::arccos)),
  ATAN(floating(Ops::arctan)),
  SINH(floating(Trig::sinh)),
  COSH(floating(Trig::cosh)),
  TANH(floating(Ops::tanh)),
  ASINH(floating(Trig::arcsinh)),
  ACOSH(floating(Trig::arccosh)),
  ATANH(floating(Trig::arctanh)),
  TO_DEGREES(x -> Trig.rad2deg(Promotion.byDouble(x))),
  TO_RADIANS(x -> Trig.deg2rad(Promotion.byDouble(x))),
  ERF(floating(Ops::erf)),
  ERFINV(floating(Special::erfinv)),
  GAMMALN(floating(LogGamma::of)),
  IS_INFINITE(floating(Logic::isinf)),
  IS_NAN(floating(Ops::isnan)),
  LOGICAL_NOT(Ops::logicalNot);

  private final Operation operation;

  Pointwise(UnaryOperator<Tensor> function) {
    operation = new Operation(name(), in -> List.of(function.apply(in.get(0))));
  }

  Operation operation() {
    return operation;
  }

  /** A function whose results are floating: of integers they are float32. */
  private static UnaryOperator<Tensor> floating(UnaryOperator<Tensor> function) {
    return x -> function.apply(Promotion.floating(x));
  }

  /** A function that leaves integers as they are. */
  private static UnaryOperator<Tensor> whole(String name, UnaryOperator<Tensor> function) {
    return x -> x.dtype().isFloating() ? function.apply(x) : Promotion.number(name, x);
  }

  /** 0 of NaN; booleans as they are. */
  private static Tensor sign(Tensor x) {
    if (x.dtype() == DataType.BOOLEAN) {
      return x;
    }
    Tensor sign = Ops.sign(x);
    return x.dtype().isFloating() ? Ops.where(Ops.isnan(x), x.scalar(0), sign) : sign;
  }
}
