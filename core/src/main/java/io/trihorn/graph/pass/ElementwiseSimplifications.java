package io.trihorn.graph.pass;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.Binary;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.Cast;
import io.trihorn.graph.Elementwise.Unary;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Elementwise.Where;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.pass.Simplify.Site;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Simplifications of elementwise ops. */
final class ElementwiseSimplifications {
  private static final Set<UnaryKind> IDEMPOTENT =
      EnumSet.of(UnaryKind.ABS, UnaryKind.SIGN, UnaryKind.FLOOR, UnaryKind.CEIL, UnaryKind.ROUND);

  private static final Set<UnaryKind> INVOLUTIONS = EnumSet.of(UnaryKind.NEG, UnaryKind.NOT);

  /** For each element type those that hold all its values. */
  private static final Map<DataType, Set<DataType>> WIDER =
      Map.of(
          DataType.BOOLEAN,
          EnumSet.of(
              DataType.INT8,
              DataType.UINT8,
              DataType.INT32,
              DataType.INT64,
              DataType.FLOAT16,
              DataType.BFLOAT16,
              DataType.FLOAT32,
              DataType.FLOAT64),
          DataType.INT8,
          EnumSet.of(
              DataType.INT32,
              DataType.INT64,
              DataType.FLOAT16,
              DataType.BFLOAT16,
              DataType.FLOAT32,
              DataType.FLOAT64),
          DataType.UINT8,
          EnumSet.of(
              DataType.INT32,
              DataType.INT64,
              DataType.FLOAT16,
              DataType.BFLOAT16,
              DataType.FLOAT32,
              DataType.FLOAT64),
          DataType.INT32,
          EnumSet.of(DataType.INT64, DataType.FLOAT64),
          DataType.FLOAT16,
          EnumSet.of(DataType.FLOAT32, DataType.FLOAT64),
          DataType.BFLOAT16,
          EnumSet.of(DataType.FLOAT32, DataType.FLOAT64),
          DataType.FLOAT32,
          EnumSet.of(DataType.FLOAT64));

  private ElementwiseSimplifications() {}

  static Value unary(Unary op, Site s) {
    Unary inner = s.op(0, Unary.class);
    if (inner != null && inner.kind() == op.kind()) {
      if (INVOLUTIONS.contains(op.kind())) {
        return s.inner(0);
      }
      if (IDEMPOTENT.contains(op.kind())) {
        return s.x(0);
      }
    }
    if (s.x(0).op() instanceof Shaping.Broadcast repeated) {
      return s.p().broadcast(s.p().unary(op.kind(), s.inner(0)), repeated.shape());
    }
    return null;
  }

  static Value cast(Cast op, Site s) {
    Value x = s.x(0);
    if (x.dtype() == op.dtype()) {
      return x;
    }
    if (s.op(0, Cast.class) != null) {
      Value inner = s.inner(0);
      if (WIDER.getOrDefault(inner.dtype(), Set.of()).contains(x.dtype())) {
        return s.p().cast(inner, op.dtype());
      }
    }
    if (x.op() instanceof Shaping.Broadcast repeated) {
      return s.p().broadcast(s.p().cast(s.inner(0), op.dtype()), repeated.shape());
    }
    return WholeNumbers.beforeIntegers(s.p(), op, x);
  }

  static Value binary(Binary op, Site s) {
    Primitives p = s.p();
    Shape shape = s.node().output().type().shape();
    Value x = s.x(0);
    Value y = s.x(1);
    Value same = unchanged(op.kind(), x, y);
    if (same != null) {
      return p.broadcast(same, shape);
    }
    if (op.kind() == BinaryKind.ADD && isNegation(y)) {
      return p.sub(x, y.node().input(0));
    }
    if (op.kind() == BinaryKind.ADD && isNegation(x)) {
      return p.sub(y, x.node().input(0));
    }
    if (op.kind() == BinaryKind.SUB && isNegation(y)) {
      return p.add(x, y.node().input(0));
    }
    // What is repeated in the end can be computed before that. What broadcasts to operands that
    // broadcast together does so itself.
    Value smallLeft = Splats.peel(x, t -> true);
    Value smallRight = Splats.peel(y, t -> true);
    if (size(broadcast(smallLeft.type().shape(), smallRight)) < size(shape)) {
      return p.broadcast(p.binary(op.kind(), smallLeft, smallRight), shape);
    }
    Value left = Splats.peel(x, t -> shape.equals(broadcast(t, y)));
    Value right = Splats.peel(y, t -> shape.equals(broadcast(t, left)));
    return left != x || right != y ? p.binary(op.kind(), left, right) : null;
  }

  private static long size(Shape shape) {
    return new TensorType(DataType.FLOAT32, shape).size();
  }

  private static Shape broadcast(Shape shape, Value other) {
    return ShapeRules.broadcastShape(shape, other.type().shape());
  }

  private static boolean isNegation(Value v) {
    return v.op() instanceof Unary unary && unary.kind() == UnaryKind.NEG;
  }

  /** The operand that is the result, as the other one is neutral. */
  private static Value unchanged(BinaryKind kind, Value x, Value y) {
    boolean floating = x.dtype().isFloating();
    return switch (kind) {
      // 0 + -0 is 0: for floats only -0 is neutral.
      case ADD ->
          Splats.is(y, floating ? -0.0 : 0) ? x : Splats.is(x, floating ? -0.0 : 0) ? y : null;
      case SUB, SHIFT_LEFT, SHIFT_RIGHT -> Splats.is(y, 0) ? x : null;
      case MUL -> Splats.is(y, 1) ? x : Splats.is(x, 1) ? y : null;
      case DIV, POW -> Splats.is(y, 1) ? x : null;
      case AND -> x == y || Splats.is(y, 1) ? x : Splats.is(x, 1) ? y : null;
      case OR -> x == y || Splats.is(y, 0) ? x : Splats.is(x, 0) ? y : null;
      case MAX, MIN -> x == y ? x : null;
      default -> null;
    };
  }

  static Value where(Where op, Site s) {
    Primitives p = s.p();
    Shape shape = s.node().output().type().shape();
    Value c = s.x(0);
    Value x = s.x(1);
    Value y = s.x(2);
    if (x == y) {
      return p.broadcast(x, shape);
    }
    Double chosen = Splats.of(c);
    if (chosen != null) {
      return p.broadcast(chosen != 0 ? x : y, shape);
    }
    if (c.op() instanceof Unary unary && unary.kind() == UnaryKind.NOT) {
      return p.where(c.node().input(0), y, x);
    }
    Value condition = Splats.peel(c, t -> shape.equals(joint(t, x, y)));
    Value left = Splats.peel(x, t -> shape.equals(joint(t, condition, y)));
    Value right = Splats.peel(y, t -> shape.equals(joint(t, condition, left)));
    return condition != c || left != x || right != y ? p.where(condition, left, right) : null;
  }

  private static Shape joint(Shape shape, Value a, Value b) {
    return broadcast(broadcast(shape, a), b);
  }
}
