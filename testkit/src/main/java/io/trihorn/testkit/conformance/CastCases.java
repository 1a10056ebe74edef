package io.trihorn.testkit.conformance;

import static ai.djl.ndarray.types.DataType.BOOLEAN;
import static ai.djl.ndarray.types.DataType.FLOAT32;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT32;
import static ai.djl.ndarray.types.DataType.INT64;
import static ai.djl.ndarray.types.DataType.UINT8;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.stream.Stream;

/** Conversions between element types. */
final class CastCases {
  private CastCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("cast");
    for (DataType from : Dtypes.ALL) {
      for (DataType to : Dtypes.ALL) {
        if (from != to) {
          list.add(from + " to " + to, c -> plain(c, from, to));
        }
      }
    }
    list.add("to integers", CastCases::toIntegers);
    list.add("to boolean", CastCases::toBoolean);
    list.add("to floats", CastCases::toFloats);
    return list.cases();
  }

  private static void plain(CaseBuilder c, DataType from, DataType to) {
    boolean unsigned = to == UINT8 && from.isFloating();
    Fill fill = unsigned ? Fill.uniform(0, 250) : Fill.of(from);
    c.output(c.ops().cast(c.input(from, fill, 3, 7), to));
  }

  private static void each(CaseBuilder c, Value x, DataType... types) {
    Stream.of(types).forEach(to -> c.output(c.ops().cast(x, to)));
  }

  /** Floats lose what follows the point, integers the high bits. */
  private static void toIntegers(CaseBuilder c) {
    for (DataType from : List.of(FLOAT32, FLOAT64)) {
      each(
          c, c.values(from, 1.9, -1.9, 0.5, -0.5, 2.5, 100.99, -100.99, 0, 16777216), INT32, INT64);
    }
    each(c, c.values(FLOAT32, 3e9, -3e9, 1e15), INT64);
    each(c, c.values(FLOAT32, 0.9, 1.5, 254.9, 255), UINT8);
    each(c, c.integers(INT32, 300, -1, 255, 256, -129, 128, 70000), UINT8, INT64);
    long[] longs = {(1L << 33) + 5, -1, 1L << 31, (1L << 32) - 1, Long.MIN_VALUE, 257};
    each(c, c.integers(INT64, longs), INT32, UINT8);
    each(c, c.integers(UINT8, 0, 1, 127, 128, 255), INT32, INT64, FLOAT32);
  }

  private static void toBoolean(CaseBuilder c) {
    for (DataType from : List.of(FLOAT32, FLOAT64)) {
      each(c, c.values(from, 0, -0.0, 0.25, -0.25, 1, 2, 256), BOOLEAN);
    }
    Value logical = c.ops().cast(c.integers(INT64, 0, 1, -1, 256, 1L << 32), BOOLEAN);
    each(c, logical, BOOLEAN, FLOAT32, INT64);
  }

  /** What has more digits than they can hold, and special numbers. */
  private static void toFloats(CaseBuilder c) {
    c.exact();
    double inf = Double.POSITIVE_INFINITY;
    double[] values = {
      0.1, 1.0 / 3, 16777217, 1 + 1e-9, 1e300, -1e300, 1e-60, Double.NaN, inf, -inf, 0, 1
    };
    each(c, c.values(FLOAT64, values), FLOAT32);
    each(c, c.values(FLOAT32, values), FLOAT64);
    each(c, c.integers(INT32, 16777217, -16777219, 2147483647), FLOAT32, FLOAT64);
    each(c, c.integers(INT64, (1L << 53) + 1, -(1L << 60) - 1), FLOAT64);
  }
}
