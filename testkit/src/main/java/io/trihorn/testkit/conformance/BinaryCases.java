package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Functions of two arguments, and selection. */
final class BinaryCases {
  private static final Set<BinaryKind> BITS =
      EnumSet.of(BinaryKind.BIT_AND, BinaryKind.BIT_OR, BinaryKind.BIT_XOR);
  private static final Set<BinaryKind> SHIFTS =
      EnumSet.of(BinaryKind.SHIFT_LEFT, BinaryKind.SHIFT_RIGHT);
  private static final Set<BinaryKind> COMPARISONS =
      EnumSet.of(BinaryKind.EQUAL, BinaryKind.LESS, BinaryKind.LESS_EQUAL);
  private static final Set<BinaryKind> LOGIC = EnumSet.of(BinaryKind.AND, BinaryKind.OR);

  /** Pairs of shapes that broadcast. */
  private static final long[][][] PAIRS = {
    {{}, {}},
    {{}, {3}},
    {{3}, {}},
    {{1}, {4}},
    {{2, 1}, {1, 3}},
    {{3}, {2, 3}},
    {{2, 3, 4}, {3, 1}},
    {{1, 1}, {1}},
    {{5, 1, 1, 2}, {1, 2, 3, 1}},
    {{2, 1, 3, 1, 2}, {1, 4, 1, 3, 1}},
    {{2, 3, 2, 2, 2}, {2, 2}},
    {{0}, {1}},
    {{2, 0, 3}, {3}},
    {{2, 1, 3}, {0, 1}},
  };

  private BinaryCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("binary");
    for (BinaryKind kind : BinaryKind.values()) {
      for (DataType dtype : dtypes(kind)) {
        list.add(name(kind) + " " + dtype, c -> plain(c, kind, dtype));
      }
      list.add(name(kind) + " broadcast", c -> broadcasts(c, kind, dtypes(kind).get(0)));
    }
    for (BinaryKind kind :
        List.of(
            BinaryKind.ADD,
            BinaryKind.SUB,
            BinaryKind.MUL,
            BinaryKind.DIV,
            BinaryKind.MAX,
            BinaryKind.MIN,
            BinaryKind.EQUAL,
            BinaryKind.LESS,
            BinaryKind.LESS_EQUAL)) {
      for (DataType dtype : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
        list.add(name(kind) + " edges " + dtype, c -> edges(c, kind, dtype));
      }
    }
    list.add("pow edges", BinaryCases::powEdges);
    list.add("same operand twice", BinaryCases::sameOperand);
    IntegerCases.addTo(list);
    for (DataType dtype : Dtypes.ALL) {
      long[] shape = {4, 7};
      list.add("where " + dtype, c -> where(c, dtype, shape, shape, shape));
    }
    list.add("where ignores what is not chosen", BinaryCases::whereIgnores);
    list.add("where broadcast", BinaryCases::whereBroadcasts);
    list.add("where by a constant", BinaryCases::whereByConstant);
    return list.cases();
  }

  static String name(BinaryKind kind) {
    return kind.name().toLowerCase();
  }

  private static List<DataType> dtypes(BinaryKind kind) {
    if (LOGIC.contains(kind)) {
      return List.of(DataType.BOOLEAN);
    }
    if (BITS.contains(kind) || SHIFTS.contains(kind)) {
      return Dtypes.INTEGERS;
    }
    return kind == BinaryKind.POW
        ? Dtypes.FLOATS
        : kind == BinaryKind.EQUAL ? Dtypes.ALL : Dtypes.NUMBERS;
  }

  /** What the first operand is filled with. */
  private static Fill left(BinaryKind kind, DataType dtype) {
    if (kind == BinaryKind.POW) {
      return Fill.uniform(0.1, 3);
    }
    // Few distinct values, so that comparisons meet equal ones.
    return COMPARISONS.contains(kind) && dtype != DataType.BOOLEAN
        ? Fill.integers(dtype == DataType.UINT8 ? 0 : -2, 3)
        : kind == BinaryKind.SUB && dtype == DataType.UINT8
            ? Fill.integers(100, 200)
            : Fill.of(dtype);
  }

  /** What the second operand is filled with. */
  private static Fill right(BinaryKind kind, DataType dtype) {
    if (kind == BinaryKind.DIV) {
      return dtype.isFloating() ? Fill.uniform(0.3, 3) : Fill.integers(1, 5);
    }
    if (kind == BinaryKind.POW) {
      return Fill.uniform(-2, 2);
    }
    if (SHIFTS.contains(kind)) {
      return Fill.integers(0, dtype.getNumOfBytes() * 8 - 1);
    }
    return kind == BinaryKind.SUB ? Fill.of(dtype) : left(kind, dtype);
  }

  private static void plain(CaseBuilder c, BinaryKind kind, DataType dtype) {
    Value x = c.input(dtype, left(kind, dtype), 5, 13);
    Value y = c.input(dtype, right(kind, dtype), 5, 13);
    c.output(c.ops().binary(kind, x, y));
  }

  private static void broadcasts(CaseBuilder c, BinaryKind kind, DataType dtype) {
    for (long[][] pair : PAIRS) {
      Value x = c.input(dtype, left(kind, dtype), pair[0]);
      Value y = c.input(dtype, right(kind, dtype), pair[1]);
      c.output(c.ops().binary(kind, x, y));
      Value z = c.input(dtype, left(kind, dtype), pair[1]);
      Value w = c.input(dtype, right(kind, dtype), pair[0]);
      c.output(c.ops().binary(kind, z, w));
    }
  }

  /** Each of some special numbers against each other. */
  private static void edges(CaseBuilder c, BinaryKind kind, DataType dtype) {
    double inf = Double.POSITIVE_INFINITY;
    Value x = c.values(dtype, Double.NaN, inf, -inf, 0.0, -0.0, 1, -1, 3e38, -3e38, 1e-30);
    Value y = c.ops().reshape(x, 10, 1);
    c.output(c.ops().binary(kind, x, y));
  }

  private static void powEdges(CaseBuilder c) {
    double inf = Double.POSITIVE_INFINITY;
    double[] base = {0, 0, 0, 2, -2, -2, -2, -2, inf, inf, -inf, 0.5, 0.5, 4, 1e20, 10};
    double[] power = {0, 2, -1, 0, 2, 3, 0.5, -1, 2, -2, 3, inf, -inf, 0.5, 2, -50};
    Value x = c.values(DataType.FLOAT32, base);
    c.output(c.ops().binary(BinaryKind.POW, x, c.values(DataType.FLOAT32, power)));
    c.output(c.ops().binary(BinaryKind.POW, x, c.ops().scalarLike(x, 2)));
    c.output(c.ops().binary(BinaryKind.POW, x, c.ops().scalarLike(x, 0)));
  }

  private static void sameOperand(CaseBuilder c) {
    Value x = c.input(DataType.FLOAT32, 4, 5);
    Arrays.asList(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL, BinaryKind.MAX, BinaryKind.EQUAL)
        .forEach(kind -> c.output(c.ops().binary(kind, x, x)));
  }

  private static void where(CaseBuilder c, DataType dtype, long[] condition, long[] x, long[] y) {
    c.exact();
    c.output(
        c.ops().where(c.input(DataType.BOOLEAN, condition), c.input(dtype, x), c.input(dtype, y)));
  }

  private static void whereIgnores(CaseBuilder c) {
    c.exact();
    Value condition = c.input(TensorData.of(new boolean[] {true, false, true, false}, 4));
    double inf = Double.POSITIVE_INFINITY;
    Value x = c.values(DataType.FLOAT32, 1, Double.NaN, 3, inf);
    Value y = c.values(DataType.FLOAT32, Double.NaN, 2, -inf, 4);
    c.output(c.ops().where(condition, x, y));
  }

  private static void whereBroadcasts(CaseBuilder c) {
    for (long[][] pair : PAIRS) {
      where(c, DataType.FLOAT32, pair[0], pair[1], pair[0]);
      where(c, DataType.FLOAT32, pair[1], pair[1], pair[0]);
      where(c, DataType.FLOAT32, pair[0], new long[0], pair[1]);
      where(c, DataType.FLOAT32, new long[] {1}, pair[0], pair[1]);
    }
  }

  /** By constants that repeat along leading axes, along a middle one, and not at all. */
  private static void whereByConstant(CaseBuilder c) {
    long[] shape = {2, 3, 40, 33};
    for (long[] dims : new long[][] {{40, 33}, {1, 1, 40, 33}, {2, 1, 40, 33}, shape, {33}}) {
      TensorType type = TensorType.of(DataType.BOOLEAN, dims);
      Value condition = c.graph().constant(Fill.tensor(type, Fill.integers(0, 1), c.random()));
      for (DataType dtype : List.of(DataType.FLOAT32, DataType.INT32, DataType.FLOAT64)) {
        Value x = c.input(dtype, Fill.integers(-9, 9), shape);
        Value low = c.ops().scalarLike(x, -1e9);
        c.output(c.ops().where(condition, x, low), c.ops().where(condition, low, x));
        c.output(c.ops().where(condition, x, c.input(dtype, Fill.integers(10, 19), shape)));
      }
    }
  }
}
