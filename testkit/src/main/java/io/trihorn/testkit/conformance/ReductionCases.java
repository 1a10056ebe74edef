package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Value;
import java.util.List;

/** Reductions, positions of the largest, cumulative sums. */
final class ReductionCases {
  private static final List<List<Integer>> AXES_OF_THREE =
      List.of(
          List.of(0),
          List.of(1),
          List.of(2),
          List.of(0, 1),
          List.of(0, 2),
          List.of(1, 2),
          List.of(0, 1, 2));

  private ReductionCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("reduction");
    for (ReduceKind kind : ReduceKind.values()) {
      List<DataType> dtypes =
          switch (kind) {
            case ANY, ALL -> List.of(DataType.BOOLEAN);
            case MEAN -> Dtypes.FLOATS;
            default -> Dtypes.NUMBERS;
          };
      String name = kind.name().toLowerCase();
      for (DataType dtype : dtypes) {
        list.add(name + " " + dtype, c -> axes(c, kind, dtype));
      }
      list.add(name + " shapes", c -> shapes(c, kind, dtypes.get(0)));
      if (kind != ReduceKind.MAX && kind != ReduceKind.MIN) {
        list.add(name + " of nothing", c -> ofNothing(c, kind, dtypes.get(0)));
      }
      list.add(name + " along one axis of an empty tensor", c -> empty(c, kind, dtypes.get(0)));
    }
    list.add("sum of many", c -> many(c, ReduceKind.SUM));
    list.add("mean of many", c -> many(c, ReduceKind.MEAN));
    list.add("integer sums wrap", ReductionCases::wraps);
    list.add("max and min with special numbers", ReductionCases::specials);
    // Few distinct values, so that the first of equals matters.
    AxisCases.addOfOrder(
        list,
        "argmax",
        dtype -> Fill.integers(0, 3),
        (x, axis) -> List.of(new Reduction.ArgMax(axis)));
    AxisCases.add(
        list,
        "cumsum",
        c -> c.terms(40),
        Dtypes.NUMBERS,
        dtype -> fill(ReduceKind.SUM, dtype),
        (x, axis) -> List.of(new Reduction.CumSum(axis)));
    return list.cases();
  }

  private static Fill fill(ReduceKind kind, DataType dtype) {
    return kind == ReduceKind.PROD
        ? dtype.isFloating() ? Fill.uniform(0.5, 1.5) : Fill.integers(1, 2)
        : dtype == DataType.UINT8 || dtype == DataType.INT8 ? Fill.integers(0, 5) : Fill.of(dtype);
  }

  private static void axes(CaseBuilder c, ReduceKind kind, DataType dtype) {
    c.terms(24);
    // Products of bytes are kept from wrapping.
    boolean small = kind == ReduceKind.PROD && dtype.getNumOfBytes() == 1;
    long[] dims = small ? new long[] {1, 3, 2} : new long[] {2, 3, 4};
    Value x = c.input(dtype, fill(kind, dtype), dims);
    for (List<Integer> axes : AXES_OF_THREE) {
      c.output(c.ops().reduce(kind, x, axes, false), c.ops().reduce(kind, x, axes, true));
    }
  }

  private static void shapes(CaseBuilder c, ReduceKind kind, DataType dtype) {
    c.terms(20);
    Fill fill = fill(kind, dtype);
    c.output(c.ops().reduce(kind, c.input(dtype, fill, 1), List.of(0), false));
    c.output(c.ops().reduce(kind, c.input(dtype, fill, 17), List.of(0), false));
    c.output(c.ops().reduce(kind, c.input(dtype, fill, 17), List.of(0), true));
    c.output(c.ops().reduce(kind, c.input(dtype, fill, 3, 1, 2), List.of(1), false));
    c.output(c.ops().reduce(kind, c.input(dtype, fill, 1, 1), List.of(0, 1), true));
    Value x = c.input(dtype, fill, 2, 3, 2, 2, 3);
    c.output(c.ops().reduce(kind, x, List.of(0, 2, 4), false));
    c.output(c.ops().reduce(kind, x, List.of(1, 3), true));
    c.output(c.ops().reduce(kind, x, List.of(4), false));
  }

  private static void ofNothing(CaseBuilder c, ReduceKind kind, DataType dtype) {
    c.output(c.ops().reduce(kind, c.input(dtype, 0, 3), List.of(0), false));
    c.output(c.ops().reduce(kind, c.input(dtype, 2, 0), List.of(1), true));
    c.output(c.ops().reduce(kind, c.input(dtype, 0), List.of(0), false));
  }

  private static void empty(CaseBuilder c, ReduceKind kind, DataType dtype) {
    c.output(c.ops().reduce(kind, c.input(dtype, 3, 0), List.of(0), false));
  }

  private static void many(CaseBuilder c, ReduceKind kind) {
    c.terms(20000);
    Value x = c.input(DataType.FLOAT32, 200, 100);
    c.output(c.ops().reduce(kind, x, List.of(0, 1), false));
    c.output(c.ops().reduce(kind, x, List.of(0), false));
    Value y = c.input(DataType.FLOAT32, Fill.uniform(0, 1), 20000);
    c.output(c.ops().reduce(kind, y, List.of(0), false));
  }

  private static void wraps(CaseBuilder c) {
    Value ints = c.integers(DataType.INT32, Integer.MAX_VALUE, 1, 5, -7);
    c.output(c.ops().sum(ints, List.of(0), false));
    Value longs = c.integers(DataType.INT64, Long.MAX_VALUE, 1, 5, (1L << 53) + 1);
    c.output(c.ops().sum(longs, List.of(0), false));
    c.output(c.ops().reduce(ReduceKind.MAX, longs, List.of(0), false));
    c.output(new Reduction.CumSum(0), c.ops().reverse(longs, List.of(0)));
  }

  private static void specials(CaseBuilder c) {
    double inf = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    double[] values = {
      1, nan, 2, nan, nan, nan, -inf, -inf, -inf, inf, 1, -inf, nan, -inf, inf, -1, -2, -3
    };
    for (DataType dtype : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      Value x = c.ops().reshape(c.values(dtype, values), 6, 3);
      for (ReduceKind kind : List.of(ReduceKind.MAX, ReduceKind.MIN)) {
        c.output(c.ops().reduce(kind, x, List.of(1), false));
        c.output(c.ops().reduce(kind, x, List.of(0), false));
      }
    }
  }
}
