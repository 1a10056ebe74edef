package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.TensorData;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Functions of one argument. */
final class UnaryCases {
  private static final Map<UnaryKind, Fill> DOMAINS =
      Map.of(
          UnaryKind.LOG, Fill.uniform(0.01, 5),
          UnaryKind.SQRT, Fill.uniform(0, 5),
          UnaryKind.LOG1P, Fill.uniform(-0.9, 5));
  private static final Fill WIDE = random -> 2.5 * random.nextGaussian();

  /** Those for which a number below the smallest normal is not like zero. */
  private static final Set<UnaryKind> STEP_AT_ZERO =
      EnumSet.of(UnaryKind.SIGN, UnaryKind.LOG, UnaryKind.SQRT, UnaryKind.FLOOR, UnaryKind.CEIL);

  private static final long[][] SHAPES = {
    {}, {1}, {1003}, {2, 3}, {2, 1, 3}, {2, 3, 1, 5}, {2, 1, 3, 2, 3}, {0}, {2, 0, 3}
  };

  private UnaryCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("unary");
    for (UnaryKind kind : UnaryKind.values()) {
      List<DataType> dtypes =
          switch (kind) {
            case NOT -> List.of(DataType.BOOLEAN);
            case NEG, ABS, SIGN -> Dtypes.NUMBERS;
            default -> Dtypes.FLOATS;
          };
      String name = kind.name().toLowerCase();
      for (DataType dtype : dtypes) {
        Fill fill = dtype.isFloating() ? DOMAINS.getOrDefault(kind, WIDE) : Fill.of(dtype);
        if (!(kind == UnaryKind.NEG && dtype == DataType.UINT8)) {
          list.add(
              name + " " + dtype, c -> c.output(c.ops().unary(kind, c.input(dtype, fill, 3, 17))));
        }
      }
      list.add(name + " shapes", c -> shapes(c, kind, dtypes.get(0)));
      if (kind != UnaryKind.NOT) {
        list.add(name + " edges", c -> edges(c, kind, DataType.FLOAT32));
        list.add(name + " edges float64", c -> edges(c, kind, DataType.FLOAT64));
      }
    }
    nearZero(list);
    list.add("round halves to even", UnaryCases::halves);
    list.add("erf over its range", c -> range(c, UnaryKind.ERF, 6));
    list.add("tanh over its range", c -> range(c, UnaryKind.TANH, 20));
    list.add("sigmoid over its range", c -> range(c, UnaryKind.SIGMOID, 120));
    list.add("integer extremes", UnaryCases::integerExtremes);
    return list.cases();
  }

  private static void shapes(CaseBuilder c, UnaryKind kind, DataType dtype) {
    Fill fill = dtype.isFloating() ? DOMAINS.getOrDefault(kind, WIDE) : Fill.of(dtype);
    for (long[] shape : SHAPES) {
      c.output(new Elementwise.Unary(kind), c.input(dtype, fill, shape));
    }
  }

  private static void edges(CaseBuilder c, UnaryKind kind, DataType dtype) {
    boolean wave = kind == UnaryKind.SIN || kind == UnaryKind.COS;
    double huge = wave ? 7 : 3e38;
    double tiny = STEP_AT_ZERO.contains(kind) ? 1e-30 : 1e-40;
    double inf = Double.POSITIVE_INFINITY;
    double[] values = {
      Double.NaN, inf, -inf, 0.0, -0.0, 1, -1, tiny, -tiny, huge, -huge, 0.5, -0.5, 100, -100
    };
    c.output(c.ops().unary(kind, c.values(dtype, values)));
  }

  /** Where the naive formula would lose all digits. */
  private static void nearZero(CaseList list) {
    for (UnaryKind kind : List.of(UnaryKind.EXPM1, UnaryKind.LOG1P)) {
      list.add(
          kind.name().toLowerCase() + " near zero",
          c -> {
            c.tolerance(1e-5, 0);
            double[] values = {1e-3, -1e-3, 1e-5, -1e-5, 1e-7, -1e-7, 1e-10, 1e-20, 0};
            c.output(c.ops().unary(kind, c.values(DataType.FLOAT32, values)));
          });
    }
  }

  private static void halves(CaseBuilder c) {
    c.exact();
    double[] values = {0.5, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5, 0.49999997, 1e6 + 0.5, 8388609};
    for (DataType dtype : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      c.output(c.ops().unary(UnaryKind.ROUND, c.values(dtype, values)));
    }
  }

  private static void range(CaseBuilder c, UnaryKind kind, double limit) {
    float[] values = new float[401];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (limit * (i - 200) / 200);
    }
    c.output(c.ops().unary(kind, c.input(TensorData.of(values, values.length))));
  }

  private static void integerExtremes(CaseBuilder c) {
    var ints = c.integers(DataType.INT32, Integer.MAX_VALUE, -Integer.MAX_VALUE, 0, -1);
    var longs = c.integers(DataType.INT64, Long.MAX_VALUE, -Long.MAX_VALUE, 0, -1);
    for (UnaryKind kind : List.of(UnaryKind.NEG, UnaryKind.ABS, UnaryKind.SIGN)) {
      c.output(c.ops().unary(kind, ints), c.ops().unary(kind, longs));
    }
  }
}
