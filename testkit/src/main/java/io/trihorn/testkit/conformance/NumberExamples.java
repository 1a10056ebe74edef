package io.trihorn.testkit.conformance;

import io.trihorn.ops.*;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Functions of numbers, and reductions. See {@link OpExamples}. */
final class NumberExamples {
  private NumberExamples() {}

  static void addTo(OpRows rows) {
    elementwise(rows);
    questions(rows);
    integers(rows);
  }

  private static void elementwise(OpRows rows) {
    Map<String, UnaryOperator<Tensor>> plain =
        Map.ofEntries(
            Map.entry("tan", Trig::tan),
            Map.entry("sinh", Trig::sinh),
            Map.entry("cosh", Trig::cosh),
            Map.entry("arcsinh", Trig::arcsinh),
            Map.entry("arctan", Ops::arctan),
            Map.entry("sinc", Trig::sinc),
            Map.entry("cbrt", Special::cbrt),
            Map.entry("exp2", Special::exp2),
            Map.entry("exp", Ops::exp),
            Map.entry("expm1", Ops::expm1),
            Map.entry("sin", Ops::sin),
            Map.entry("cos", Ops::cos),
            Map.entry("tanh", Ops::tanh),
            Map.entry("square", Ops::square),
            Map.entry("negative", Ops::negative),
            Map.entry("deg2rad", Trig::deg2rad),
            Map.entry("rad2deg", Trig::rad2deg),
            Map.entry("log", Ops::log),
            Map.entry("log2", Special::log2),
            Map.entry("log10", Special::log10),
            Map.entry("log1p", Ops::log1p),
            Map.entry("sqrt", Ops::sqrt),
            Map.entry("reciprocal", Ops::reciprocal),
            Map.entry("rsqrt", Ops::rsqrt),
            Map.entry("arcsin", Trig::arcsin),
            Map.entry("arccos", Trig::arccos),
            Map.entry("arctanh", Trig::arctanh),
            Map.entry("arccosh", Trig::arccosh),
            Map.entry("erf", Ops::erf),
            Map.entry("erfc", Special::erfc),
            Map.entry("erfinv", Special::erfinv),
            Map.entry("i0", Special::i0));
    plain.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> rows.f1(e.getKey(), e.getValue()));
    rows.rough1("arcsin at the ends", Trig::arcsin);
    rows.rough1("arccos at the ends", Trig::arccos);
    rows.rough1("arcsinh of large", Trig::arcsinh);
    rows.rough1("erfinv at the ends", Special::erfinv);
    rows.f2("arctan2", Trig::arctan2);
    rows.f2("hypot", Trig::hypot);
    rows.f2("logaddexp", Special::logaddexp);
    rows.f2("logaddexp2", Special::logaddexp2);
    rows.f2("maximum", Ops::maximum);
    rows.f2("minimum", Ops::minimum);
    rows.f2("add", Ops::add);
    rows.f2("subtract", Ops::subtract);
    rows.f2("multiply", Ops::multiply);
    rows.f2("divide", Ops::divide);
    rows.f2("power", Ops::power);
    rows.f2("ldexp", Special::ldexp);
    rows.rough2("arctan2 quadrants", Trig::arctan2);
    rows.rough2("hypot of large", Trig::hypot);
    rows.rough2("logaddexp of infinite", Special::logaddexp);
    rows.f1("logsumexp", Special::logsumexp);
    rows.f1("logsumexp axis", x -> Special.logsumexp(x, 1));
    rows.rough1("logsumexp of extremes", x -> Special.logsumexp(x, 1));
  }

  private static void questions(OpRows rows) {
    rows.rough1("isnan", Ops::isnan);
    rows.rough1("isinf", Logic::isinf);
    rows.rough1("isfinite", Logic::isfinite);
    rows.rough1("isposinf", Logic::isposinf);
    rows.rough1("isneginf", Logic::isneginf);
    rows.rough1("isreal", Logic::isreal);
    rows.rough1("signbit", Logic::signbit);
    rows.rough2("logical_xor", Logic::logicalXor);
    rows.rough2("logical_and", Ops::logicalAnd);
    rows.rough2("logical_or", Ops::logicalOr);
    rows.rough1("logical_not", Ops::logicalNot);
    rows.rough2("isclose", Logic::isclose);
    rows.rough2("allclose", Logic::allclose);
    rows.rough2("isin", Logic::isin);
    rows.rough1("nan_to_num", Logic::nanToNum);
    rows.rough1("nan_to_num values", x -> Logic.nanToNum(x, 7, 8, -9));
    rows.rough2("heaviside", Logic::heaviside);
    rows.rough2("fmax", Logic::fmax);
    rows.rough2("fmin", Logic::fmin);
    rows.one(
        "select",
        in -> {
          Tensor x = in.get(0);
          List<Tensor> conditions = List.of(Ops.greater(x, 1), Ops.greater(x, 0));
          return Logic.select(conditions, in, x.scalar(0.5));
        });
    rows.rough2("divide_no_nan", Logic::divideNoNan);
    rows.rough1("sign", Ops::sign);
    rows.f1("clip", x -> Ops.clip(x, -1.1, 0.9));
    rows.one("where", in -> Ops.where(in.get(0), in.get(1), in.get(2)));
  }

  private static void integers(OpRows rows) {
    rows.rough2("bitwise_and", Integers::bitwiseAnd);
    rows.rough2("bitwise_or", Integers::bitwiseOr);
    rows.rough2("bitwise_xor", Integers::bitwiseXor);
    rows.rough2("floor_divide", Integers::floorDivide);
    rows.rough2("mod", Integers::mod);
    rows.rough2("fmod", Integers::fmod);
    rows.rough2("gcd", Integers::gcd);
    rows.rough2("gcd of large", Integers::gcd);
    rows.rough2("lcm", Integers::lcm);
    rows.rough2("floor_divide of floats", Integers::floorDivide);
    rows.f2("mod of floats", Integers::mod);
    rows.f2("fmod of floats", Integers::fmod);
    rows.rough1("bitwise_not", Integers::bitwiseNot);
    rows.rough2("left_shift", Integers::leftShift);
    rows.rough2("right_shift", Integers::rightShift);
    rows.rough1("trunc", Integers::trunc);
    rows.rough1("floor", Ops::floor);
    rows.rough1("ceil", Ops::ceil);
    rows.rough1("round", Ops::round);
    rows.rough1("round decimals", x -> Integers.round(x, 1));
    rows.rough1("round tens", x -> Integers.round(x, -3));
  }
}
