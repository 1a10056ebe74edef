package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Elements picked, put and found by arrays of positions, and the order of equal elements. */
final class PickingCases {
  private PickingCases() {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    Map<String, Function<NDManager, NDArray>> operands = new LinkedHashMap<>();
    operands.put("floats", ArrayOperands::matrix);
    operands.put("ints", ArrayOperands::integers);
    operands.put("cube", ArrayOperands::cube);
    operands.put("booleans", m -> ArrayOperands.integers(m).gt(0));
    operands.put("equals", m -> m.create(new float[][] {{2, 1, 2, 0, 1}, {3, 3, 3, 3, 3}}));
    operands.put("longs", m -> m.create(new long[] {5, 1L << 40, 5, -7, 0}));
    operands.put("vector", m -> m.create(new float[] {1, 3, 2, 3}));
    operands.put(
        "unknown",
        m ->
            m.create(
                new float[] {
                  1,
                  Float.NaN,
                  Float.POSITIVE_INFINITY,
                  3,
                  Float.MAX_VALUE,
                  Float.NEGATIVE_INFINITY,
                  Float.NaN,
                  Float.POSITIVE_INFINITY
                }));
    operands.put(
        "unknownDoubles",
        m ->
            m.create(
                new double[] {
                  Double.NaN, 1, Double.POSITIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY, -1
                }));
    operands.put("scalar", m -> m.create(2.5f));
    operands.put("empty", m -> m.create(new Shape(0, 3)));
    single()
        .forEach(
            (name, function) ->
                operands.forEach(
                    (of, operand) ->
                        cases.add(
                            new ArrayCase(
                                name + "/" + of, m -> function.apply(operand.apply(m))))));
    Map<String, Function<NDManager, NDArray>> positions = new LinkedHashMap<>();
    positions.put("longs", m -> m.create(new long[][] {{0, 1}, {1, 0}}));
    positions.put("ints", m -> m.create(new int[][] {{0, 1}, {1, 1}}));
    positions.put("floats", m -> m.create(new float[][] {{0, 1}, {1, 0}}));
    positions.put("row", m -> m.create(new long[][] {{1, 0, 1}}));
    positions.put("vector", m -> m.create(new long[] {1, 0, 1}));
    positions.put("wide", m -> m.create(new long[][] {{0, 1, 2, 1}, {2, 0, 0, 1}}));
    positions.put("negative", m -> m.create(new long[][] {{-1, 0}, {0, -2}}));
    positions.put("outside", m -> m.create(new long[][] {{0, 9}, {0, 1}}));
    positions.put("one", m -> m.create(1L));
    positions.put("none", m -> m.create(new Shape(0, 2), DataType.INT64));
    positions.put("cube", m -> m.create(new long[] {0, 1, 1, 0}, new Shape(2, 2, 1)));
    picked()
        .forEach(
            (name, function) ->
                positions.forEach(
                    (of, index) -> {
                      cases.add(
                          new ArrayCase(
                              name + "/" + of,
                              m -> {
                                NDArray x = ArrayOperands.matrix(m);
                                return new NDList(function.apply(x, index.apply(m)), x);
                              }));
                      cases.add(
                          new ArrayCase(
                              name + "/" + of + "/int",
                              m ->
                                  new NDList(
                                      function.apply(ArrayOperands.integers(m), index.apply(m)))));
                      cases.add(
                          new ArrayCase(
                              name + "/" + of + "/cube",
                              m ->
                                  new NDList(
                                      function.apply(ArrayOperands.cube(m), index.apply(m)))));
                    }));
    masks().forEach((name, function) -> cases.add(new ArrayCase("mask." + name, function)));
    return cases;
  }

  private static Map<String, Function<NDArray, NDList>> single() {
    Map<String, Function<NDArray, NDList>> table = new LinkedHashMap<>();
    table.put("nonzero", x -> new NDList(x.nonzero()));
    table.put("unique", x -> x.unique());
    table.put("unique(0)", x -> x.unique(0, true, true, true));
    table.put("unique(1)", x -> x.unique(1, true, false, false));
    table.put("unique(all)", x -> x.unique(null, true, true, true));
    table.put("unique(inverse)", x -> x.unique(null, true, true, false));
    table.put("unique(counts)", x -> x.unique(null, true, false, true));
    table.put("topK(1)", x -> x.topK(1, -1));
    table.put("topK(2,least)", x -> x.topK(2, -1, false, true));
    table.put("topK(all)", x -> x.topK(Math.toIntExact(x.getShape().get(0)), 0));
    table.put("topK(7)", x -> x.topK(7, -1));
    table.put("extremes", x -> new NDList(x.max(), x.min(), x.argMax(), x.argMin()));
    table.put("argSort(rising)", x -> new NDList(x.argSort(-1, true)));
    table.put("argSort(falling)", x -> new NDList(x.argSort(-1, false)));
    table.put("sort(-1)", x -> new NDList(x.sort(-1)));
    table.put("sort(axis 0)", x -> new NDList(x.sort(0)));
    table.put("median", x -> new NDList(x.median()));
    table.put("median(0)", x -> new NDList(x.median(new int[] {0})));
    table.put("percentile", x -> new NDList(x.percentile(50)));
    table.put("percentile(25,0)", x -> new NDList(x.percentile(25, new int[] {0})));
    table.put("gammaln", x -> new NDList(x.gammaln()));
    table.put("toDense", x -> new NDList(x.toDense()));
    table.put(
        "sequenceMask", x -> new NDList(x.sequenceMask(x.getManager().create(new float[] {1, 2}))));
    table.put(
        "sequenceMask(9)",
        x -> new NDList(x.sequenceMask(x.getManager().create(new int[] {2, 1}), 9)));
    table.put("batchDot", x -> new NDList(x.batchDot(x)));
    table.put("squeezeAll", x -> new NDList(x.expandDims(0).squeeze()));
    return table;
  }

  private static Map<String, BiFunction<NDArray, NDArray, NDArray>> picked() {
    Map<String, BiFunction<NDArray, NDArray, NDArray>> table = new LinkedHashMap<>();
    table.put("gather(0)", (x, i) -> x.gather(i, 0));
    table.put("gather(1)", (x, i) -> x.gather(i, 1));
    table.put("gather(-1)", (x, i) -> x.gather(i, -1));
    table.put("gatherNd", NDArray::gatherNd);
    table.put("take", NDArray::take);
    table.put("put", (x, i) -> x.put(i, values(x, i)));
    table.put("put(one)", (x, i) -> x.put(i, x.getManager().ones(new Shape(1), x.getDataType())));
    table.put("scatter(0)", (x, i) -> x.scatter(i, values(x, i), 0));
    table.put("scatter(1)", (x, i) -> x.scatter(i, values(x, i), 1));
    table.put("pick", (x, i) -> x.get(new NDIndex().addAllDim().addPickDim(i)));
    return table;
  }

  /** Values of an array's type for positions. */
  private static NDArray values(NDArray x, NDArray positions) {
    float[] values = new float[(int) positions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + i;
    }
    return x.getManager().create(values, positions.getShape()).toType(x.getDataType(), false);
  }

  private static Map<String, Function<NDManager, NDList>> masks() {
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    table.put("whole", m -> masked(ArrayOperands.cube(m), ArrayOperands.cube(m).gt(0), 0));
    table.put(
        "first", m -> masked(ArrayOperands.cube(m), m.create(new boolean[] {false, true}), 0));
    table.put(
        "second",
        m -> masked(ArrayOperands.cube(m), m.create(new boolean[] {true, false, true}), 1));
    table.put(
        "last",
        m -> masked(ArrayOperands.matrix(m), m.create(new boolean[] {true, false, true}), -1));
    table.put("two", m -> masked(ArrayOperands.cube(m), ArrayOperands.integers(m).gt(0), 0));
    table.put("none", m -> masked(ArrayOperands.matrix(m), ArrayOperands.matrix(m).gt(99), 0));
    table.put("misfit", m -> masked(ArrayOperands.matrix(m), m.create(new boolean[] {true}), 0));
    table.put("ints", m -> masked(ArrayOperands.integers(m), ArrayOperands.integers(m).lt(2), 0));
    table.put("numbers", m -> masked(ArrayOperands.matrix(m), ArrayOperands.integers(m), 0));
    table.put(
        "putOther",
        m ->
            new NDList(
                ArrayOperands.matrix(m).put(m.create(new long[] {1}), m.create(new double[] {1}))));
    table.put(
        "scatterOther",
        m ->
            new NDList(
                ArrayOperands.matrix(m)
                    .scatter(m.create(new long[][] {{1}}), m.create(new int[][] {{1}}), 0)));
    table.put(
        "scatterPart",
        m ->
            new NDList(
                ArrayOperands.matrix(m)
                    .scatter(m.create(new long[][] {{1, 0}}), ArrayOperands.matrix(m).neg(), 1)));
    return table;
  }

  private static NDList masked(NDArray x, NDArray mask, int axis) {
    return new NDList(x.booleanMask(mask, axis));
  }
}
