package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lowerings of the ops that work element by element. */
final class ElementwiseLowerings {
  private static final Map<UnaryKind, String> UNARY =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(UnaryKind.NEG, "Neg"),
              Map.entry(UnaryKind.ABS, "Abs"),
              Map.entry(UnaryKind.SIGN, "Sign"),
              Map.entry(UnaryKind.EXP, "Exp"),
              Map.entry(UnaryKind.EXPM1, "Expm1"),
              Map.entry(UnaryKind.LOG, "Log"),
              Map.entry(UnaryKind.LOG1P, "Log1p"),
              Map.entry(UnaryKind.SQRT, "Sqrt"),
              Map.entry(UnaryKind.SIN, "Sin"),
              Map.entry(UnaryKind.COS, "Cos"),
              Map.entry(UnaryKind.ATAN, "Atan"),
              Map.entry(UnaryKind.TANH, "Tanh"),
              Map.entry(UnaryKind.SIGMOID, "Sigmoid"),
              Map.entry(UnaryKind.ERF, "Erf"),
              Map.entry(UnaryKind.FLOOR, "Floor"),
              Map.entry(UnaryKind.CEIL, "Ceil"),
              Map.entry(UnaryKind.ROUND, "Rint"),
              Map.entry(UnaryKind.NOT, "LogicalNot"),
              Map.entry(UnaryKind.IS_NAN, "IsNan")));

  private static final Map<BinaryKind, String> BINARY =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(BinaryKind.ADD, "AddV2"),
              Map.entry(BinaryKind.SUB, "Sub"),
              Map.entry(BinaryKind.MUL, "Mul"),
              Map.entry(BinaryKind.DIV, "RealDiv"),
              Map.entry(BinaryKind.POW, "Pow"),
              Map.entry(BinaryKind.MAX, "Maximum"),
              Map.entry(BinaryKind.MIN, "Minimum"),
              Map.entry(BinaryKind.EQUAL, "Equal"),
              Map.entry(BinaryKind.LESS, "Less"),
              Map.entry(BinaryKind.LESS_EQUAL, "LessEqual"),
              Map.entry(BinaryKind.AND, "LogicalAnd"),
              Map.entry(BinaryKind.OR, "LogicalOr"),
              Map.entry(BinaryKind.BIT_AND, "BitwiseAnd"),
              Map.entry(BinaryKind.BIT_OR, "BitwiseOr"),
              Map.entry(BinaryKind.BIT_XOR, "BitwiseXor"),
              Map.entry(BinaryKind.SHIFT_LEFT, "LeftShift"),
              Map.entry(BinaryKind.SHIFT_RIGHT, "RightShift")));

  private ElementwiseLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Elementwise.Unary.class, (op, at) -> List.of(unary(op.kind(), at)))
        .on(Elementwise.Binary.class, (op, at) -> List.of(binary(op.kind(), at)))
        .on(Elementwise.Where.class, (op, at) -> at.by("SelectV2"))
        .on(Elementwise.Cast.class, (op, at) -> List.of(at.emit().cast(at.input(0), op.dtype())));
  }

  private static Wire unary(UnaryKind kind, Site at) {
    return computed(UNARY.get(kind), at);
  }

  private static Wire binary(BinaryKind kind, Site at) {
    boolean floating = at.input(0).dtype().isFloating();
    if (kind == BinaryKind.DIV && !floating) {
      return computed("TruncateDiv", at);
    }
    if (kind == BinaryKind.ADD && floating) {
      if (isBias(at.input(0).type(), at.input(1).type())) {
        return bias(at, at.input(0), at.input(1));
      }
      if (isBias(at.input(1).type(), at.input(0).type())) {
        return bias(at, at.input(1), at.input(0));
      }
    }
    return computed(BINARY.get(kind), at);
  }

  /** The operation in a type it has a kernel for, and the result in the type that is expected. */
  private static Wire computed(String kind, Site at) {
    DataType dtype = at.input(0).dtype();
    DataType computing = at.emit().computing(kind, dtype);
    Wire[] operands =
        at.inputs().stream().map(x -> at.emit().cast(x, computing)).toArray(Wire[]::new);
    TensorType type = at.type();
    boolean predicate = type.dtype() == DataType.BOOLEAN && dtype != DataType.BOOLEAN;
    TensorType computed = predicate ? type : type.withDtype(computing);
    return at.emit().cast(at.emit().apply(kind, computed, operands), type.dtype());
  }

  /** Whether y is a vector to be added along x's last axis, for which there is a faster kernel. */
  private static boolean isBias(TensorType x, TensorType y) {
    return x.rank() >= 2
        && y.rank() >= 1
        && y.rank() <= x.rank()
        && y.size() > 1
        && y.dim(-1) == x.dim(-1)
        && Arrays.stream(y.dims()).limit(y.rank() - 1).allMatch(d -> d == 1);
  }

  private static Wire bias(Site at, Wire x, Wire y) {
    if (at.emit().computing("BiasAdd", x.dtype()) != x.dtype()) {
      return computed("AddV2", at);
    }
    return at.emit().apply("BiasAdd", at.type(), x, at.emit().reshape(y, y.dim(-1)));
  }
}
