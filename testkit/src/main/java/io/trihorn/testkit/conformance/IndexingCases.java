package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Ops that address elements by computed positions. */
final class IndexingCases {
  private static final List<DataType> INDICES = List.of(DataType.INT32, DataType.INT64);

  /** Shapes of data and of indices. */
  private static final long[][][] SHAPES = {
    {{4, 5, 3}, {}},
    {{4, 5, 3}, {1}},
    {{4, 5, 3}, {2, 3}},
    {{4, 5, 3}, {2, 1, 2}},
    {{4, 5, 3}, {0}},
    {{7}, {}},
    {{7}, {3, 2}},
    {{5, 1, 2, 1, 2}, {3}},
    {{1, 2}, {3}},
  };

  /** Uses an op on data and indices. */
  private interface Use {
    void on(CaseBuilder c, Value data, Value indices);
  }

  private IndexingCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("indexing");
    add(list, "gather", Dtypes.ALL, IndexingCases::gather);
    add(list, "scatter_add", Dtypes.NUMBERS, IndexingCases::scatterAdd);
    AxisCases.addOfOrder(list, "top_k", Fill::of, IndexingCases::topK);
    Fill few = Fill.integers(0, 3);
    AxisCases.addOfOrder(list, "top_k of ties", dtype -> few, IndexingCases::topK);
    list.add("top_k of one result", IndexingCases::topKParts);
    return list.cases();
  }

  /** Every element type, shapes, and indices out of range. */
  private static void add(CaseList list, String name, List<DataType> dtypes, Use use) {
    Fill around = Fill.integers(-2, 6);
    for (DataType dtype : dtypes) {
      boolean bytes = dtype.getNumOfBytes() == 1 && dtype != DataType.BOOLEAN;
      Fill fill = bytes ? Fill.integers(0, 9) : Fill.of(dtype);
      list.add(
          name + " " + dtype,
          c ->
              INDICES.forEach(
                  i -> use.on(c, c.input(dtype, fill, 4, 5, 3), c.input(i, around, 7))));
    }
    DataType f = DataType.FLOAT32;
    list.add(
        name + " shapes",
        c -> {
          for (long[][] shapes : SHAPES) {
            use.on(c, c.input(f, shapes[0]), c.input(DataType.INT32, around, shapes[1]));
          }
        });
    list.add(
        name + " many to few",
        c -> use.on(c, c.input(f, 3, 8), c.input(DataType.INT32, around, 1000)));
    int[] ints = {-1, 0, 3, 4, 100, Integer.MAX_VALUE, Integer.MIN_VALUE};
    long[] longs = {-1, 0, 3, 4, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    list.add(
        name + " out of range",
        c -> {
          use.on(c, c.input(f, 4, 3), c.input(TensorData.of(ints, 7)));
          use.on(c, c.input(f, 4, 3), c.input(TensorData.of(longs, 7)));
        });
  }

  private static void gather(CaseBuilder c, Value data, Value indices) {
    c.exact();
    for (int axis = 0; axis < data.type().rank(); axis++) {
      c.output(c.ops().gather(data, indices, axis));
    }
  }

  /** The data stay as they were. */
  private static void scatterAdd(CaseBuilder c, Value data, Value indices) {
    long[] dims = data.type().dims();
    dims[0] = indices.type().size();
    c.terms(Math.max(5, dims[0] / 2));
    Fill few = Fill.integers(0, 9);
    Value updates = c.input(data.dtype(), data.dtype().isFloating() ? Fill.NORMAL : few, dims);
    c.output(c.ops().scatterAdd(data, c.ops().reshape(indices, dims[0]), updates), data);
  }

  private static List<Op> topK(TensorType x, int axis) {
    int most = (int) x.dim(axis);
    return axis < x.rank() - 1
        ? List.of()
        : IntStream.of(1, (most + 1) / 2, most).<Op>mapToObj(Indexing.TopK::new).toList();
  }

  private static void topKParts(CaseBuilder c) {
    c.exact();
    Value x = c.input(DataType.FLOAT32, 5, 20);
    c.output(c.graph().addAll(new Indexing.TopK(4), List.of(x)).get(0));
    c.output(c.graph().addAll(new Indexing.TopK(5), List.of(x)).get(1));
  }
}
