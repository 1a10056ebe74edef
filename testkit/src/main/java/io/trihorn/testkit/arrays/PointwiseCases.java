package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Functions of elements, of every kind of operand. */
final class PointwiseCases {
  private PointwiseCases() {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    single()
        .forEach(
            (name, function) ->
                ArrayOperands.single()
                    .forEach(
                        (of, operand) ->
                            cases.add(
                                ArrayCase.of(
                                    name + "/" + of, m -> function.apply(operand.apply(m))))));
    pairs()
        .forEach(
            (name, function) ->
                ArrayOperands.pairs()
                    .forEach(
                        (of, operands) ->
                            cases.add(
                                ArrayCase.of(
                                    name + "/" + of,
                                    m -> {
                                      NDArray[] both = operands.apply(m);
                                      return function.apply(both[0], both[1]);
                                    }))));
    numbers()
        .forEach(
            (name, function) -> {
              for (Number number : new Number[] {2, 3L, 0.5f, 1.5}) {
                String with = name + "/" + number.getClass().getSimpleName();
                cases.add(ArrayCase.of(with, m -> function.apply(ArrayOperands.matrix(m), number)));
                cases.add(
                    ArrayCase.of(
                        with + "/int", m -> function.apply(ArrayOperands.integers(m), number)));
              }
            });
    changes()
        .forEach(
            (name, function) ->
                ArrayOperands.pairs()
                    .forEach(
                        (of, operands) ->
                            cases.add(
                                new ArrayCase(
                                    name + "/" + of,
                                    m -> {
                                      NDArray[] both = operands.apply(m);
                                      NDArray view = both[0].reshape(-1);
                                      NDArray result = function.apply(both[0], both[1]);
                                      return new NDList(both[0], result, view);
                                    }))));
    return cases;
  }

  private static Map<String, UnaryOperator<NDArray>> single() {
    Map<String, UnaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("sign", NDArray::sign);
    table.put("neg", NDArray::neg);
    table.put("abs", NDArray::abs);
    table.put("square", NDArray::square);
    table.put("sqrt", NDArray::sqrt);
    table.put("cbrt", NDArray::cbrt);
    table.put("floor", NDArray::floor);
    table.put("ceil", NDArray::ceil);
    table.put("round", NDArray::round);
    table.put("trunc", NDArray::trunc);
    table.put("exp", NDArray::exp);
    table.put("log", NDArray::log);
    table.put("log10", NDArray::log10);
    table.put("log2", NDArray::log2);
    table.put("sin", NDArray::sin);
    table.put("cos", NDArray::cos);
    table.put("tan", NDArray::tan);
    table.put("asin", NDArray::asin);
    table.put("acos", NDArray::acos);
    table.put("atan", NDArray::atan);
    table.put("sinh", NDArray::sinh);
    table.put("cosh", NDArray::cosh);
    table.put("tanh", NDArray::tanh);
    table.put("asinh", NDArray::asinh);
    table.put("acosh", NDArray::acosh);
    table.put("atanh", NDArray::atanh);
    table.put("toDegrees", NDArray::toDegrees);
    table.put("toRadians", NDArray::toRadians);
    table.put("erf", NDArray::erf);
    table.put("erfinv", NDArray::erfinv);
    table.put("isInfinite", NDArray::isInfinite);
    table.put("isNaN", NDArray::isNaN);
    table.put("logicalNot", NDArray::logicalNot);
    table.put("signi", NDArray::signi);
    table.put("negi", NDArray::negi);
    table.put("clip", x -> x.clip(-1, 2));
    ActivationCalls.addTo(table);
    return table;
  }

  private static Map<String, BinaryOperator<NDArray>> pairs() {
    Map<String, BinaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("add", NDArray::add);
    table.put("sub", NDArray::sub);
    table.put("mul", NDArray::mul);
    table.put("div", NDArray::div);
    table.put("mod", NDArray::mod);
    table.put("pow", NDArray::pow);
    table.put("maximum", NDArray::maximum);
    table.put("minimum", NDArray::minimum);
    table.put("atan2", NDArray::atan2);
    table.put("xlogy", NDArray::xlogy);
    table.put("eq", NDArray::eq);
    table.put("neq", NDArray::neq);
    table.put("gt", NDArray::gt);
    table.put("gte", NDArray::gte);
    table.put("lt", NDArray::lt);
    table.put("lte", NDArray::lte);
    table.put("logicalAnd", NDArray::logicalAnd);
    table.put("logicalOr", NDArray::logicalOr);
    table.put("logicalXor", NDArray::logicalXor);
    table.put("rdiv", (x, y) -> x.getNDArrayInternal().rdiv(y));
    table.put("rsub", (x, y) -> x.getNDArrayInternal().rsub(y));
    table.put("rmod", (x, y) -> x.getNDArrayInternal().rmod(y));
    table.put("where", (x, y) -> x.getNDArrayInternal().where(x.gt(y), y));
    return table;
  }

  private static Map<String, BiFunction<NDArray, Number, NDArray>> numbers() {
    Map<String, BiFunction<NDArray, Number, NDArray>> table = new LinkedHashMap<>();
    table.put("addNumber", NDArray::add);
    table.put("subNumber", NDArray::sub);
    table.put("mulNumber", NDArray::mul);
    table.put("divNumber", NDArray::div);
    table.put("modNumber", NDArray::mod);
    table.put("powNumber", NDArray::pow);
    table.put("maximumNumber", NDArray::maximum);
    table.put("minimumNumber", NDArray::minimum);
    table.put("eqNumber", NDArray::eq);
    table.put("neqNumber", NDArray::neq);
    table.put("gtNumber", NDArray::gt);
    table.put("gteNumber", NDArray::gte);
    table.put("ltNumber", NDArray::lt);
    table.put("lteNumber", NDArray::lte);
    table.put("addiNumber", NDArray::addi);
    table.put("subiNumber", NDArray::subi);
    table.put("muliNumber", NDArray::muli);
    table.put("diviNumber", NDArray::divi);
    table.put("modiNumber", NDArray::modi);
    table.put("powiNumber", NDArray::powi);
    table.put("rdivNumber", (x, n) -> x.getNDArrayInternal().rdiv(n));
    table.put("rdiviNumber", (x, n) -> x.getNDArrayInternal().rdivi(n));
    table.put("rsubNumber", (x, n) -> x.getNDArrayInternal().rsub(n));
    table.put("rsubiNumber", (x, n) -> x.getNDArrayInternal().rsubi(n));
    table.put("rmodNumber", (x, n) -> x.getNDArrayInternal().rmod(n));
    table.put("rmodiNumber", (x, n) -> x.getNDArrayInternal().rmodi(n));
    table.put("rpowNumber", (x, n) -> x.getNDArrayInternal().rpow(n));
    table.put("rpowiNumber", (x, n) -> x.getNDArrayInternal().rpowi(n));
    return table;
  }

  private static Map<String, BinaryOperator<NDArray>> changes() {
    Map<String, BinaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("addi", NDArray::addi);
    table.put("subi", NDArray::subi);
    table.put("muli", NDArray::muli);
    table.put("divi", NDArray::divi);
    table.put("modi", NDArray::modi);
    table.put("powi", NDArray::powi);
    table.put("rdivi", (x, y) -> x.getNDArrayInternal().rdivi(y));
    table.put("rsubi", (x, y) -> x.getNDArrayInternal().rsubi(y));
    table.put("rmodi", (x, y) -> x.getNDArrayInternal().rmodi(y));
    return table;
  }
}
