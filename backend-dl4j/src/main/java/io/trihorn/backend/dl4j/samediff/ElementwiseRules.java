package io.trihorn.backend.dl4j.samediff;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.OpTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Ops that work element by element. */
final class ElementwiseRules {
  private interface Unary {
    SDVariable apply(SameDiff sd, SDVariable x);
  }

  private interface Binary {
    SDVariable apply(SameDiff sd, SDVariable x, SDVariable y);
  }

  private static final Map<UnaryKind, Unary> UNARY = new EnumMap<>(UnaryKind.class);
  private static final Map<BinaryKind, Binary> BINARY = new EnumMap<>(BinaryKind.class);

  static {
    UNARY.put(UnaryKind.NEG, (sd, x) -> sd.math.neg(x));
    UNARY.put(UnaryKind.ABS, (sd, x) -> sd.math.abs(x));
    UNARY.put(UnaryKind.SIGN, (sd, x) -> sd.math.sign(x));
    UNARY.put(UnaryKind.EXP, (sd, x) -> sd.math.exp(x));
    UNARY.put(UnaryKind.EXPM1, (sd, x) -> sd.math.expm1(x));
    UNARY.put(UnaryKind.LOG, (sd, x) -> sd.math.log(x));
    UNARY.put(UnaryKind.LOG1P, (sd, x) -> sd.math.log1p(x));
    UNARY.put(UnaryKind.SQRT, (sd, x) -> sd.math.sqrt(x));
    UNARY.put(UnaryKind.SIN, (sd, x) -> sd.math.sin(x));
    UNARY.put(UnaryKind.COS, (sd, x) -> sd.math.cos(x));
    UNARY.put(UnaryKind.ATAN, (sd, x) -> sd.math.atan(x));
    UNARY.put(UnaryKind.TANH, (sd, x) -> sd.math.tanh(x));
    UNARY.put(UnaryKind.SIGMOID, (sd, x) -> sd.nn.sigmoid(x));
    UNARY.put(UnaryKind.ERF, (sd, x) -> sd.math.erf(x));
    UNARY.put(UnaryKind.FLOOR, (sd, x) -> sd.math.floor(x));
    UNARY.put(UnaryKind.CEIL, (sd, x) -> sd.math.ceil(x));
    UNARY.put(UnaryKind.ROUND, ElementwiseRules::round);
    UNARY.put(UnaryKind.NOT, (sd, x) -> x.castTo(DataType.INT32).rsub(1).castTo(DataType.BOOL));
    UNARY.put(UnaryKind.IS_NAN, (sd, x) -> sd.math.isNaN(x));
    BINARY.put(BinaryKind.ADD, (sd, x, y) -> x.add(y));
    BINARY.put(BinaryKind.SUB, (sd, x, y) -> x.sub(y));
    BINARY.put(BinaryKind.MUL, (sd, x, y) -> x.mul(y));
    BINARY.put(BinaryKind.DIV, (sd, x, y) -> x.div(y));
    BINARY.put(BinaryKind.POW, (sd, x, y) -> sd.math.pow(x, y));
    BINARY.put(BinaryKind.MAX, (sd, x, y) -> sd.max(x, y));
    BINARY.put(BinaryKind.MIN, (sd, x, y) -> sd.min(x, y));
    BINARY.put(BinaryKind.EQUAL, (sd, x, y) -> sd.eq(x, y));
    BINARY.put(BinaryKind.LESS, (sd, x, y) -> sd.lt(x, y));
    BINARY.put(BinaryKind.LESS_EQUAL, (sd, x, y) -> sd.lte(x, y));
    BINARY.put(
        BinaryKind.AND,
        (sd, x, y) -> x.castTo(DataType.INT32).mul(y.castTo(DataType.INT32)).castTo(DataType.BOOL));
    BINARY.put(
        BinaryKind.OR,
        (sd, x, y) -> x.castTo(DataType.INT32).add(y.castTo(DataType.INT32)).castTo(DataType.BOOL));
    BINARY.put(BinaryKind.BIT_AND, (sd, x, y) -> sd.bitwise.and(x, y));
    BINARY.put(BinaryKind.BIT_OR, (sd, x, y) -> sd.bitwise.or(x, y));
    BINARY.put(BinaryKind.BIT_XOR, (sd, x, y) -> sd.bitwise.xor(x, y));
    BINARY.put(BinaryKind.SHIFT_LEFT, (sd, x, y) -> sd.bitwise.leftShift(x, y));
    BINARY.put(BinaryKind.SHIFT_RIGHT, (sd, x, y) -> sd.bitwise.rightShift(x, y));
  }

  private ElementwiseRules() {}

  static void addTo(OpTable<Site, List<SDVariable>> table) {
    table
        .on(
            Elementwise.Unary.class,
            (op, at) -> List.of(UNARY.get(op.kind()).apply(at.sd(), at.input(0))))
        .on(
            Elementwise.Binary.class,
            (op, at) -> List.of(BINARY.get(op.kind()).apply(at.sd(), at.input(0), at.input(1))))
        .on(Elementwise.Where.class, (op, at) -> List.of(where(at)))
        .on(Elementwise.Cast.class, (op, at) -> List.of(at.writer().cast(at.input(0), op.dtype())));
  }

  /** Halves to even: ND4J rounds them away from zero. */
  private static SDVariable round(SameDiff sd, SDVariable x) {
    SDVariable near = sd.math.floor(x.add(0.5));
    SDVariable odd = near.sub(sd.math.floor(near.mul(0.5)).mul(2));
    SDVariable half = near.sub(x).eq(0.5).castTo(x.dataType());
    return near.sub(odd.mul(half));
  }

  /** SameDiff chooses among operands of one shape. */
  private static SDVariable where(Site at) {
    SDVariable[] wide = new SDVariable[3];
    for (int i = 0; i < 3; i++) {
      boolean same = at.inputType(i).shape().equals(at.node().output().type().shape());
      wide[i] = same ? at.input(i) : at.writer().broadcast(at.input(i), at.target());
    }
    return at.sd().where(wide[1], wide[2], wide[0]);
  }
}
