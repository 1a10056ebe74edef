package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.OpTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lowerings of the ops that work element by element. */
final class ElementwiseLowerings {
  private interface Unary {
    Operand apply(Emit e, Operand x);
  }

  private interface Binary {
    Operand apply(Emit e, Operand x, Operand y);
  }

  private static final Map<UnaryKind, Unary> UNARY = new EnumMap<>(UnaryKind.class);
  private static final Map<BinaryKind, Binary> BINARY = new EnumMap<>(BinaryKind.class);

  static {
    unary(UnaryKind.NEG, "Neg");
    unary(UnaryKind.ABS, "Abs");
    unary(UnaryKind.SIGN, "Sign");
    unary(UnaryKind.EXP, "Exp");
    unary(UnaryKind.LOG, "Log");
    unary(UnaryKind.SQRT, "Sqrt");
    unary(UnaryKind.SIN, "Sin");
    unary(UnaryKind.TANH, "Tanh");
    unary(UnaryKind.SIGMOID, "Sigmoid");
    unary(UnaryKind.FLOOR, "Floor");
    unary(UnaryKind.CEIL, "Ceil");
    unary(UnaryKind.ROUND, "Round");
    unary(UnaryKind.NOT, "Not");
    UNARY.put(
        UnaryKind.IS_NAN,
        (e, x) -> e.node("IsNaN", x.type().withDtype(DataType.BOOLEAN), List.of(x)));
    UNARY.put(UnaryKind.EXPM1, Functions::expm1);
    UNARY.put(UnaryKind.LOG1P, Functions::log1p);
    composed(UnaryKind.COS, "Cos", Functions::cos);
    composed(UnaryKind.ATAN, "Atan", Functions::atan);
    composed(UnaryKind.ERF, "Erf", ElementwiseLowerings::erf, Functions::erf);

    binary(BinaryKind.ADD, "Add");
    binary(BinaryKind.SUB, "Sub");
    binary(BinaryKind.MUL, "Mul");
    binary(BinaryKind.DIV, "Div");
    binary(BinaryKind.POW, "Pow");
    binary(BinaryKind.MAX, "Max");
    binary(BinaryKind.MIN, "Min");
    binary(BinaryKind.BIT_AND, "BitwiseAnd");
    binary(BinaryKind.BIT_OR, "BitwiseOr");
    binary(BinaryKind.BIT_XOR, "BitwiseXor");
    BINARY.put(BinaryKind.EQUAL, (e, x, y) -> e.compare("Equal", x, y));
    BINARY.put(BinaryKind.LESS, (e, x, y) -> e.compare("Less", x, y));
    BINARY.put(BinaryKind.LESS_EQUAL, (e, x, y) -> e.compare("LessOrEqual", x, y));
    BINARY.put(BinaryKind.AND, (e, x, y) -> e.compare("And", x, y));
    BINARY.put(BinaryKind.OR, (e, x, y) -> e.compare("Or", x, y));
    BINARY.put(BinaryKind.SHIFT_LEFT, Shifts::left);
    BINARY.put(BinaryKind.SHIFT_RIGHT, Shifts::right);
  }

  private ElementwiseLowerings() {}

  private static void unary(UnaryKind kind, String operator) {
    UNARY.put(kind, (e, x) -> e.unary(operator, x));
  }

  /** A function whose operator lacks a kernel somewhere, and what stands in for it there. */
  private static void composed(UnaryKind kind, String operator, Unary composed) {
    composed(kind, operator, (e, x) -> e.unary(operator, x), composed);
  }

  private static void composed(UnaryKind kind, String operator, Unary direct, Unary composed) {
    UNARY.put(
        kind, (e, x) -> e.has(operator, x.dtype()) ? direct.apply(e, x) : composed.apply(e, x));
  }

  private static Operand erf(Emit e, Operand x) {
    Operand y = e.unary("Erf", x);
    return e.errs("Erf") ? e.where(UNARY.get(UnaryKind.IS_NAN).apply(e, x), x, y) : y;
  }

  private static void binary(BinaryKind kind, String operator) {
    BINARY.put(kind, (e, x, y) -> e.binary(operator, x, y));
  }

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(
            Elementwise.Unary.class,
            (op, l) -> List.of(UNARY.get(op.kind()).apply(l.emit(), l.input(0))))
        .on(
            Elementwise.Binary.class,
            (op, l) -> {
              List<Operand> in = small(l);
              Optional<Operand> fused =
                  switch (op.kind()) {
                    case ADD -> BiasFusion.add(l, in);
                    case MIN -> ClipFusion.min(l);
                    default -> Optional.empty();
                  };
              return List.of(
                  fused.orElseGet(
                      () -> BINARY.get(op.kind()).apply(l.emit(), in.get(0), in.get(1))));
            })
        .on(
            Elementwise.Where.class,
            (op, l) -> {
              List<Operand> in = small(l);
              return List.of(l.emit().where(in.get(0), in.get(1), in.get(2)));
            })
        .on(Elementwise.Cast.class, (op, l) -> List.of(l.emit().cast(l.input(0), op.dtype())));
  }

  private static List<Operand> small(Lowering l) {
    return l.broadcasts().small(l.inputs(), l.node().output().type().shape());
  }
}
