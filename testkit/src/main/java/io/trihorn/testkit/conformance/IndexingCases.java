package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.List;

/** Ops that address elements by computed positions. */
final class IndexingCases {
  private static final List<DataType> INDICES = List.of(DataType.INT32, DataType.INT64);

  private IndexingCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("indexing");
    for (DataType dtype : Dtypes.ALL) {
      list.add("gather " + dtype, c -> gather(c, dtype));
    }
    for (DataType dtype : Dtypes.NUMBERS) {
      list.add("scatter_add " + dtype, c -> scatterAdd(c, dtype));
      list.add("top_k " + dtype, c -> topK(c, dtype));
    }
    list.add("gather shapes", IndexingCases::gatherShapes);
    list.add("gather out of range", IndexingCases::gatherOutOfRange);
    list.add("scatter_add shapes", IndexingCases::scatterShapes);
    list.add("scatter_add out of range", IndexingCases::scatterOutOfRange);
    list.add("scatter_add of many to few", IndexingCases::scatterMany);
    list.add("top_k shapes", IndexingCases::topKShapes);
    list.add("top_k of special numbers", IndexingCases::topKSpecials);
    return list.cases();
  }

  private static void gather(CaseBuilder c, DataType dtype) {
    c.exact();
    Value x = c.input(dtype, 4, 5, 3);
    for (DataType index : INDICES) {
      for (int axis = 0; axis < 3; axis++) {
        Fill fill = Fill.integers(0, (int) x.type().dim(axis) - 1);
        c.output(c.ops().gather(x, c.input(index, fill, 6), axis));
      }
    }
  }

  private static void gatherShapes(CaseBuilder c) {
    c.exact();
    Value x = c.input(DataType.FLOAT32, 4, 5, 3);
    Fill fill = Fill.integers(0, 2);
    for (int axis = 0; axis < 3; axis++) {
      c.output(c.ops().gather(x, c.input(DataType.INT32, fill), axis));
      c.output(c.ops().gather(x, c.input(DataType.INT32, fill, 1), axis));
      c.output(c.ops().gather(x, c.input(DataType.INT32, fill, 2, 3), axis));
      c.output(c.ops().gather(x, c.input(DataType.INT64, fill, 2, 1, 2), axis));
      c.output(c.ops().gather(x, c.input(DataType.INT32, fill, 0), axis));
    }
    Value row = c.input(DataType.FLOAT32, 7);
    c.output(c.ops().gather(row, c.input(DataType.INT32, Fill.integers(0, 6)), 0));
    c.output(c.ops().gather(row, c.input(DataType.INT64, Fill.integers(0, 6), 3, 2), 0));
  }

  private static void gatherOutOfRange(CaseBuilder c) {
    c.exact();
    Value x = c.input(DataType.FLOAT32, 4, 3);
    int[] ints = {-1, 0, 3, 4, 100, Integer.MAX_VALUE, Integer.MIN_VALUE};
    long[] longs = {-1, 0, 3, 4, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    for (int axis = 0; axis < 2; axis++) {
      c.output(c.ops().gather(x, c.input(TensorData.of(ints, 7)), axis));
      c.output(c.ops().gather(x, c.input(TensorData.of(longs, 7)), axis));
    }
  }

  private static void scatterAdd(CaseBuilder c, DataType dtype) {
    c.terms(5);
    boolean bytes = dtype.getNumOfBytes() == 1;
    Fill fill = bytes ? Fill.integers(0, 9) : Fill.of(dtype);
    for (DataType index : INDICES) {
      Value x = c.input(dtype, fill, 4, 3);
      Value at = c.input(index, Fill.integers(0, 3), 7);
      c.output(c.ops().scatterAdd(x, at, c.input(dtype, fill, 7, 3)));
    }
  }

  private static void scatterShapes(CaseBuilder c) {
    c.terms(5);
    DataType f = DataType.FLOAT32;
    Fill rows = Fill.integers(0, 4);
    DataType i = DataType.INT32;
    c.output(c.ops().scatterAdd(c.input(f, 5), c.input(i, rows, 8), c.input(f, 8)));
    c.output(c.ops().scatterAdd(c.input(f, 5, 2, 3), c.input(i, rows, 4), c.input(f, 4, 2, 3)));
    c.output(
        c.ops()
            .scatterAdd(c.input(f, 5, 1, 2, 1, 2), c.input(i, rows, 3), c.input(f, 3, 1, 2, 1, 2)));
    c.output(c.ops().scatterAdd(c.input(f, 5, 2), c.input(i, rows, 0), c.input(f, 0, 2)));
    c.output(c.ops().scatterAdd(c.input(f, 1, 2), c.input(i, r -> 0, 3), c.input(f, 3, 2)));
    // The operand itself stays as it was.
    Value x = c.input(f, 5, 2);
    c.output(c.ops().scatterAdd(x, c.input(i, rows, 3), c.input(f, 3, 2)), x);
  }

  private static void scatterOutOfRange(CaseBuilder c) {
    c.terms(5);
    Value x = c.input(DataType.FLOAT32, 4, 2);
    Value u = c.input(DataType.FLOAT32, 6, 2);
    int[] ints = {-1, 4, 100, 2, Integer.MIN_VALUE, Integer.MAX_VALUE};
    long[] longs = {-1, 4, 1L << 40, 2, Long.MIN_VALUE, Long.MAX_VALUE};
    c.output(c.ops().scatterAdd(x, c.input(TensorData.of(ints, 6)), u));
    c.output(c.ops().scatterAdd(x, c.input(TensorData.of(longs, 6)), u));
  }

  private static void scatterMany(CaseBuilder c) {
    c.terms(500);
    Value x = c.input(DataType.FLOAT32, 3, 8);
    Value at = c.input(DataType.INT32, Fill.integers(0, 2), 1000);
    c.output(c.ops().scatterAdd(x, at, c.input(DataType.FLOAT32, 1000, 8)));
  }

  private static void topK(CaseBuilder c, DataType dtype) {
    c.exact();
    // Few distinct values, so that the order of equals matters.
    Value ties = c.input(dtype, Fill.integers(0, 3), 4, 9);
    Value x = c.input(dtype, 3, 8);
    for (int k : new int[] {1, 3, 8}) {
      c.output(new Indexing.TopK(k), x);
      c.output(new Indexing.TopK(k), ties);
    }
  }

  private static void topKShapes(CaseBuilder c) {
    c.exact();
    DataType f = DataType.FLOAT32;
    c.output(new Indexing.TopK(1), c.input(f, 1));
    c.output(new Indexing.TopK(17), c.input(f, 17));
    c.output(new Indexing.TopK(2), c.input(f, 2, 3, 4));
    c.output(new Indexing.TopK(3), c.input(f, 2, 1, 2, 2, 5));
    c.output(new Indexing.TopK(2), c.input(f, 0, 3));
    Value x = c.input(f, 5, 20);
    c.output(c.graph().addAll(new Indexing.TopK(4), List.of(x)).get(0));
    c.output(c.graph().addAll(new Indexing.TopK(5), List.of(x)).get(1));
  }

  private static void topKSpecials(CaseBuilder c) {
    c.exact();
    double inf = Double.POSITIVE_INFINITY;
    Value x = c.values(DataType.FLOAT32, -inf, 3, inf, -inf, 3, -1, inf, -3e38);
    c.output(new Indexing.TopK(8), x);
    long big = (1L << 53) + 1;
    Value longs =
        c.input(TensorData.of(new long[] {big - 1, big, big + 1, -big, Long.MIN_VALUE}, 5));
    c.output(new Indexing.TopK(5), longs);
  }
}
