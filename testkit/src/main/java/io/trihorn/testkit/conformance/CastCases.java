package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Op;
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
    // Floats lose what follows the point, integers the high bits.
    list.add(
        "to integers",
        CaseRows.each(
            CastCases::to,
            "FLOAT32/FLOAT64: 1.9,-1.9,0.5,-0.5,2.5,100.99,-100.99,0,16777216 > INT32 | INT64",
            "FLOAT32: 3e9,-3e9,1e15 > INT64",
            "FLOAT32: 0.9,1.5,254.9,255 > UINT8",
            "INT32: 300,-1,255,256,-129,128,70000 > UINT8 | INT64",
            "INT64: 8589934597,-1,2147483648,4294967295,-9223372036854775808,257 > INT32 | UINT8",
            "UINT8: 0,1,127,128,255 > INT32 | INT64 | FLOAT32"));
    list.add(
        "to boolean",
        CaseRows.each(
            CastCases::to,
            "FLOAT32/FLOAT64: 0,-0.0,0.25,-0.25,1,2,256 > BOOLEAN",
            "INT64: 0,1,-1,256,4294967296 > BOOLEAN > FLOAT32 | INT64"));
    // What has more digits than they can hold, and special numbers.
    list.add(
        "to floats",
        CaseRows.each(
            CastCases::to,
            "FLOAT32/FLOAT64: 0.1,0.3333333333333333,16777217,1.000000001 > FLOAT32 | FLOAT64",
            "FLOAT32/FLOAT64: 1e300,-1e300,1e-60,NaN,Infinity,-Infinity,0,1 > FLOAT32 | FLOAT64",
            "INT32: 16777217,-16777219,2147483647 > FLOAT32 | FLOAT64",
            "INT64: 9007199254740993,-1152921504606846977 > FLOAT64"));
    return list.cases();
  }

  private static Op to(String dtype) {
    return new Elementwise.Cast(DataType.valueOf(dtype));
  }

  private static void plain(CaseBuilder c, DataType from, DataType to) {
    boolean unsigned = to == DataType.UINT8 && from.isFloating();
    Fill fill = unsigned ? Fill.uniform(0, 250) : Fill.of(from);
    c.output(c.ops().cast(c.input(from, fill, 3, 7), to));
  }
}
