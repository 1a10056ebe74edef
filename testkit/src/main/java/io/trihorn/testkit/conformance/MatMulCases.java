package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.stream.LongStream;

/** Matrix products. */
final class MatMulCases {
  private MatMulCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("matmul");
    for (DataType dtype : Dtypes.FLOATS) {
      list.add("plain " + dtype, c -> orientations(c, dtype, 3, 5, 4));
      list.add("batches " + dtype, c -> orientations(c, dtype, 3, 5, 4, 2));
    }
    DataType f = DataType.FLOAT32;
    list.add("odd sizes", c -> orientations(c, f, 33, 65, 17));
    list.add("extents of 1", c -> orientations(c, f, 1, 7, 1));
    list.add("outer product", c -> orientations(c, f, 5, 1, 6));
    list.add("rank 4", c -> orientations(c, f, 5, 3, 2, 2, 3));
    list.add("rank 5", c -> orientations(c, f, 2, 3, 4, 2, 1, 3));
    list.add("batch of 1", c -> orientations(c, f, 4, 3, 5, 1));
    list.add("nothing to sum", c -> orientations(c, f, 3, 0, 2));
    list.add("no rows", c -> orientations(c, f, 0, 3, 2));
    list.add("no batch", c -> orientations(c, f, 2, 3, 2, 0));
    list.add("a matrix with itself", MatMulCases::itself);
    list.add(
        "special numbers",
        c -> {
          Value a =
              c.ops().reshape(c.values(f, 1, Double.NaN, Double.POSITIVE_INFINITY, 2, 3, 4), 3, 2);
          c.output(c.ops().matmul(a, c.input(f, Fill.uniform(1, 2), 2, 2), false, false));
        });
    return list.cases();
  }

  private static void orientations(
      CaseBuilder c, DataType dtype, long rows, long inner, long columns, long... batch) {
    c.terms(inner);
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        LongStream x = a ? LongStream.of(inner, rows) : LongStream.of(rows, inner);
        LongStream y = b ? LongStream.of(columns, inner) : LongStream.of(inner, columns);
        Value left = c.input(dtype, LongStream.concat(LongStream.of(batch), x).toArray());
        Value right = c.input(dtype, LongStream.concat(LongStream.of(batch), y).toArray());
        c.output(c.ops().matmul(left, right, a, b));
      }
    }
  }

  private static void itself(CaseBuilder c) {
    c.terms(6);
    Value x = c.input(DataType.FLOAT32, 6, 6);
    c.output(c.ops().matmul(x, x, false, true), c.ops().matmul(x, x, true, false));
    c.output(c.ops().matmul(x, x, false, false), c.ops().matmul(x, x, true, true));
  }
}
