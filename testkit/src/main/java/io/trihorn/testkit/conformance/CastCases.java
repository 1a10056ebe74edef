package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.List;

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
    list.add("floats truncate", CastCases::truncate);
    list.add("integers keep the low bits", CastCases::lowBits);
    list.add("anything to boolean", CastCases::toBoolean);
    list.add("float64 rounds to float32", CastCases::rounds);
    list.add("large integers to floats", CastCases::largeIntegers);
    list.add("special numbers between floats", CastCases::specials);
    return list.cases();
  }

  private static void plain(CaseBuilder c, DataType from, DataType to) {
    boolean unsigned = to == DataType.UINT8 && from.isFloating();
    Fill fill = unsigned ? Fill.uniform(0, 250) : Fill.of(from);
    c.output(c.ops().cast(c.input(from, fill, 3, 7), to));
  }

  private static void truncate(CaseBuilder c) {
    double[] values = {1.9, -1.9, 0.5, -0.5, 2.5, 100.99, -100.99, 0, 16777216};
    for (DataType from : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      Value x = c.values(from, values);
      c.output(c.ops().cast(x, DataType.INT32), c.ops().cast(x, DataType.INT64));
    }
    c.output(c.ops().cast(c.values(DataType.FLOAT32, 3e9, -3e9, 1e15), DataType.INT64));
    c.output(c.ops().cast(c.values(DataType.FLOAT32, 0.9, 1.5, 254.9, 255), DataType.UINT8));
  }

  private static void lowBits(CaseBuilder c) {
    Value ints = c.input(TensorData.of(new int[] {300, -1, 255, 256, -129, 128, 70000}, 7));
    c.output(c.ops().cast(ints, DataType.UINT8), c.ops().cast(ints, DataType.INT64));
    long[] values = {(1L << 33) + 5, -1, 1L << 31, (1L << 32) - 1, Long.MIN_VALUE, 257};
    Value longs = c.input(TensorData.of(values, 6));
    c.output(c.ops().cast(longs, DataType.INT32), c.ops().cast(longs, DataType.UINT8));
    Value bytes = c.values(DataType.UINT8, 0, 1, 127, 128, 255);
    c.output(c.ops().cast(bytes, DataType.INT32), c.ops().cast(bytes, DataType.INT64));
    c.output(c.ops().cast(bytes, DataType.FLOAT32));
  }

  private static void toBoolean(CaseBuilder c) {
    double[] values = {0, -0.0, 0.25, -0.25, 1, 2, 256};
    Value floats = c.values(DataType.FLOAT32, values);
    c.output(c.ops().cast(floats, DataType.BOOLEAN));
    c.output(c.ops().cast(c.values(DataType.FLOAT64, values), DataType.BOOLEAN));
    Value longs = c.input(TensorData.of(new long[] {0, 1, -1, 256, 1L << 32}, 5));
    Value logical = c.ops().cast(longs, DataType.BOOLEAN);
    c.output(logical, c.ops().cast(logical, DataType.FLOAT32));
    c.output(c.ops().cast(logical, DataType.INT64));
  }

  private static void rounds(CaseBuilder c) {
    c.exact();
    double[] values = {0.1, 1.0 / 3, 16777217, 1 + 1e-9, 1e300, -1e300, 1e-60};
    c.output(c.ops().cast(c.values(DataType.FLOAT64, values), DataType.FLOAT32));
    c.output(c.ops().cast(c.values(DataType.FLOAT32, values), DataType.FLOAT64));
  }

  private static void largeIntegers(CaseBuilder c) {
    c.exact();
    Value ints = c.input(TensorData.of(new int[] {16777217, -16777219, 2147483647}, 3));
    c.output(c.ops().cast(ints, DataType.FLOAT32), c.ops().cast(ints, DataType.FLOAT64));
    Value longs = c.input(TensorData.of(new long[] {(1L << 53) + 1, -(1L << 60) - 1}, 2));
    c.output(c.ops().cast(longs, DataType.FLOAT64));
  }

  private static void specials(CaseBuilder c) {
    c.exact();
    double inf = Double.POSITIVE_INFINITY;
    Value x = c.values(DataType.FLOAT32, Double.NaN, inf, -inf, 0, 1);
    c.output(c.ops().cast(x, DataType.FLOAT64));
    Value y = c.values(DataType.FLOAT64, Double.NaN, inf, -inf, 0, 1);
    c.output(c.ops().cast(y, DataType.FLOAT32));
  }
}
