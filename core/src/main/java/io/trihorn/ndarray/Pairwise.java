package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Integers;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Trig;
import java.util.List;
import java.util.function.BinaryOperator;

/** The functions of two arrays, which are broadcast and brought to one element type first. */
enum Pairwise {
  ADD(numbersOr(Ops::add, Ops::logicalOr)),
  SUB(Ops::subtract),
  MUL(numbersOr(Ops::multiply, Ops::logicalAnd)),
  DIV((x, y) -> Ops.divide(Promotion.floating(x), Promotion.floating(y))),
  MOD(numbers("mod", Integers::mod)),
  POW(Pairwise::power),
  MAXIMUM(numbersOr(Ops::maximum, Ops::logicalOr)),
  MINIMUM(numbersOr(Ops::minimum, Ops::logicalAnd)),
  ATAN2((x, y) -> Trig.arctan2(Promotion.floating(x), Promotion.floating(y))),
  EQ(Ops::equal),
  NEQ(Ops::notEqual),
  GT(order(Ops::greater)),
  GTE(order(Ops::greaterEqual)),
  LT(order(Ops::less)),
  LTE(order(Ops::lessEqual)),
  LOGICAL_AND(Ops::logicalAnd),
  LOGICAL_OR(Ops::logicalOr),
  LOGICAL_XOR(Logic::logicalXor),
  XLOGY(Pairwise::xlogy);

  private final Operation operation;

  Pairwise(BinaryOperator<Tensor> function) {
    operation = new Operation(name(), in -> List.of(applied(function, in.get(0), in.get(1))));
  }

  Operation operation() {
    return operation;
  }

  private static Tensor applied(BinaryOperator<Tensor> function, Tensor x, Tensor y) {
    DataType dtype = Promotion.of(x, y);
    return function.apply(Ops.cast(x, dtype), Ops.cast(y, dtype));
  }

  /** A function of numbers that has another of booleans beside it. */
  private static BinaryOperator<Tensor> numbersOr(
      BinaryOperator<Tensor> numbers, BinaryOperator<Tensor> booleans) {
    return (x, y) -> (x.dtype() == DataType.BOOLEAN ? booleans : numbers).apply(x, y);
  }

  private static BinaryOperator<Tensor> numbers(String name, BinaryOperator<Tensor> function) {
    return (x, y) -> function.apply(Promotion.number(name, x), y);
  }

  /** False is less than true. */
  private static BinaryOperator<Tensor> order(BinaryOperator<Tensor> function) {
    return (x, y) ->
        x.dtype() == DataType.BOOLEAN
            ? function.apply(Ops.cast(x, DataType.INT32), Ops.cast(y, DataType.INT32))
            : function.apply(x, y);
  }

  /** Integers to integer powers by repeated squaring, exact; what overflows wraps. */
  private static Tensor power(Tensor x, Tensor y) {
    return x.dtype().isFloating() ? Ops.power(x, y) : IntegerPower.of(x, y);
  }

  /** 0 where x is 0, NaN where y is. */
  private static Tensor xlogy(Tensor x, Tensor y) {
    Tensor f = Promotion.floating(x);
    Tensor g = Promotion.floating(y);
    Tensor usual = Ops.multiply(f, Ops.log(g));
    Tensor zero = Ops.where(Ops.isnan(g), g, g.scalar(0));
    return Ops.where(Ops.equal(f, 0), zero, usual);
  }
}
