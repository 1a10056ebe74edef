package io.trihorn.graph.gradient;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Gradient rules of the elementwise ops. */
final class ElementwiseVjps {
  private ElementwiseVjps() {}

  static List<Value> unary(Elementwise.Unary op, Vjp v) {
    Primitives p = v.p();
    Value g = v.g();
    Value x = v.x(0);
    Value y = v.y();
    Value result =
        switch (op.kind()) {
          case NEG -> p.neg(g);
          case ABS -> p.mul(g, p.unary(UnaryKind.SIGN, x));
          case EXP -> p.mul(g, y);
          case EXPM1 -> p.mul(g, p.add(y, 1));
          case LOG -> p.div(g, x);
          case LOG1P -> p.div(g, p.add(x, 1));
          case SQRT -> p.div(p.mul(g, 0.5), y);
          case SIN -> p.mul(g, p.unary(UnaryKind.COS, x));
          case COS -> p.neg(p.mul(g, p.unary(UnaryKind.SIN, x)));
          case ATAN -> p.div(g, p.add(p.square(x), 1));
          case TANH -> p.mul(g, p.subFrom(1, p.square(y)));
          case SIGMOID -> p.mul(g, p.mul(y, p.subFrom(1, y)));
          case ERF ->
              p.mul(g, p.mul(p.unary(UnaryKind.EXP, p.neg(p.square(x))), 2 / Math.sqrt(Math.PI)));
          case SIGN, FLOOR, CEIL, ROUND, NOT, IS_NAN -> null;
        };
    return Collections.singletonList(result);
  }

  static List<Value> binary(Elementwise.Binary op, Vjp v) {
    Primitives p = v.p();
    Value g = v.g();
    Value x = v.x(0);
    Value y = v.x(1);
    List<Value> full =
        switch (op.kind()) {
          case ADD -> v.each(() -> g, () -> g);
          // Negated last, when it may be smaller.
          case SUB -> v.each(() -> g, () -> p.neg(p.unbroadcast(g, v.shape(1))));
          // As engines have it, so that a square overflows where theirs does.
          case MUL ->
              x.equals(y)
                  ? v.each(() -> p.mul(g, p.add(x, x)), () -> null)
                  : v.each(() -> p.mul(g, y), () -> p.mul(g, x));
          case DIV -> v.each(() -> p.div(g, y), () -> p.neg(p.div(p.mul(g, v.y()), y)));
          case POW -> v.each(() -> powBase(v, x, y), () -> powExponent(v, x));
          case MAX -> v.each(() -> chosen(v, y, x), () -> chosen(v, x, y));
          case MIN -> v.each(() -> chosen(v, x, y), () -> chosen(v, y, x));
          default -> Arrays.asList(null, null);
        };
    return v.each(
        () -> full.get(0) == null ? null : p.unbroadcast(full.get(0), v.shape(0)),
        () -> full.get(1) == null ? null : p.unbroadcast(full.get(1), v.shape(1)));
  }

  /** {@code y x^(y - 1)}, and 0 where the exponent is 0, also for a base of 0. */
  private static Value powBase(Vjp v, Value x, Value y) {
    Primitives p = v.p();
    Value zero = p.scalarLike(y, 0);
    Value one = p.scalarLike(y, 1);
    Value lower = p.where(p.equal(y, zero), one, p.sub(y, one));
    return p.mul(v.g(), p.mul(y, p.binary(Elementwise.BinaryKind.POW, x, lower)));
  }

  /** {@code x^y log x}, and 0 where the base is not positive. */
  private static Value powExponent(Vjp v, Value x) {
    Primitives p = v.p();
    Value positive = p.less(p.scalarLike(x, 0), x);
    Value log = p.unary(UnaryKind.LOG, p.where(positive, x, p.scalarLike(x, 1)));
    Value slope = p.where(positive, p.mul(v.y(), log), p.scalarLike(x, 0));
    return p.mul(v.g(), slope);
  }

  /** The gradient where {@code lower < higher}, half of it where they are equal. */
  private static Value chosen(Vjp v, Value lower, Value higher) {
    Primitives p = v.p();
    Value zero = p.scalarLike(v.g(), 0);
    Value clear = p.where(p.less(lower, higher), v.g(), zero);
    return p.where(p.equal(lower, higher), p.mul(v.g(), 0.5), clear);
  }

  static List<Value> where(Elementwise.Where op, Vjp v) {
    Primitives p = v.p();
    Value zero = p.scalarLike(v.g(), 0);
    return v.each(
        null,
        () -> p.unbroadcast(p.where(v.x(0), v.g(), zero), v.shape(1)),
        () -> p.unbroadcast(p.where(v.x(0), zero, v.g()), v.shape(2)));
  }
}
