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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What an index selects and sets, and which arrays see each other's changes. */
final class IndexCases {
  private static final String[] TEXTS = {
    "0",
    "-1",
    "2",
    "-3",
    "1, 2",
    "-1, -1, -1",
    "0, 0, 0, 0",
    ":",
    "...",
    "..., 0",
    "0, ...",
    "0, ..., 1",
    "..., ...",
    ":, 1",
    ":, :, -2",
    "1:",
    ":1",
    ":-1",
    "-2:",
    ":, 1:3",
    ":, 1:9",
    ":, -9:2",
    ":, 2:1",
    ":, 3:",
    "..., ::2",
    "..., 1::2",
    "..., :3:3",
    ":, ::-1",
    ":, ::0",
    ":, 0:2, 1:4:2",
    "null",
    "0, null",
    ":, null, 1",
    "null, ..., null"
  };

  private IndexCases() {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    for (String text : TEXTS) {
      cases.add(ArrayCase.of("index(" + text + ")", m -> ArrayOperands.cube(m).get(text)));
      cases.add(
          ArrayCase.of(
              "index(" + text + ")/pending", m -> ArrayOperands.integers(m).add(1).get(text)));
      cases.add(
          new ArrayCase(
              "index(" + text + ")/view",
              m -> {
                NDArray x = ArrayOperands.cube(m);
                return new NDList(x.get(text).addi(1), x);
              }));
      cases.add(set(text, "number", x -> x.set(new NDIndex(text), 7)));
      cases.add(set(text, "one", x -> x.set(new NDIndex(text), x.getManager().create(0.5f))));
      cases.add(set(text, "function", x -> x.set(new NDIndex(text), y -> y.mul(2).add(1))));
      cases.add(set(text, "scalar", x -> x.setScalar(new NDIndex(text), 3)));
    }
    sets().forEach((name, change) -> cases.add(set(name, "array", change)));
    arrays()
        .forEach(
            (name, index) -> {
              cases.add(
                  ArrayCase.of(
                      "index[" + name + "]", m -> ArrayOperands.cube(m).get(index.apply(m))));
              cases.add(
                  ArrayCase.of(
                      "index[" + name + "]/pending",
                      m -> ArrayOperands.integers(m).mul(2).get(index.apply(m))));
              cases.add(
                  new ArrayCase(
                      "index[" + name + "]/copy",
                      m -> {
                        NDArray x = ArrayOperands.cube(m);
                        return new NDList(x.get(index.apply(m)).addi(1), x);
                      }));
              cases.add(
                  change("setNumber/[" + name + "]", x -> x.set(index.apply(x.getManager()), 7)));
              cases.add(
                  set("[" + name + "]", "float", x -> x.set(index.apply(x.getManager()), 7f)));
              cases.add(
                  set(
                      "[" + name + "]",
                      "function",
                      x -> x.set(index.apply(x.getManager()), y -> y.mul(2))));
            });
    views()
        .forEach(
            (name, view) -> {
              cases.add(
                  new ArrayCase(
                      "view." + name,
                      m -> {
                        NDArray x = ArrayOperands.cube(m);
                        NDArray seen = view.apply(x);
                        seen.muli(2);
                        return new NDList(x, seen);
                      }));
              cases.add(
                  new ArrayCase(
                      "view." + name + "/later",
                      m -> {
                        NDArray x = ArrayOperands.cube(m).add(1);
                        NDArray seen = view.apply(x);
                        NDArray before = seen.add(1);
                        x.addi(10);
                        return new NDList(x, seen, before);
                      }));
            });
    scalars()
        .forEach((name, value) -> cases.add(ArrayCase.of("scalar." + name, m -> value.apply(m))));
    return cases;
  }

  private static ArrayCase set(String index, String of, Consumer<NDArray> change) {
    return change("set(" + index + ")/" + of, change);
  }

  private static ArrayCase change(String name, Consumer<NDArray> change) {
    return new ArrayCase(
        name,
        m -> {
          NDArray x = ArrayOperands.cube(m);
          NDArray before = x.add(0);
          change.accept(x);
          return new NDList(x, before);
        });
  }

  /** Arrays of several shapes and types set at an index. */
  private static Map<String, Consumer<NDArray>> sets() {
    Map<String, Consumer<NDArray>> table = new LinkedHashMap<>();
    Map<String, Function<NDManager, NDArray>> values = new LinkedHashMap<>();
    values.put("row", m -> m.create(new float[] {1, 2, 3, 4}));
    values.put("column", m -> m.create(new float[] {1, 2, 3}, new Shape(3, 1)));
    values.put("two", m -> m.create(new float[] {1, 2}));
    values.put("integers", m -> m.create(new int[] {1, 2, 3, 4}));
    values.put("doubles", m -> m.create(new double[] {1.5, 2, 3, 4}));
    values.put("leading", m -> m.create(new float[] {1, 2, 3, 4}, new Shape(1, 1, 4)));
    for (String text : new String[] {"0", "1, 1", ":", ":, 1:", "..., ::2", ":, :, 2"}) {
      values.forEach(
          (name, value) ->
              table.put(
                  text + "=" + name, x -> x.set(new NDIndex(text), value.apply(x.getManager()))));
    }
    return table;
  }

  private static Map<String, Function<NDManager, NDIndex>> arrays() {
    Map<String, Function<NDManager, NDIndex>> table = new LinkedHashMap<>();
    Function<NDManager, NDArray> longs = m -> m.create(new long[] {1, 0, 1});
    Function<NDManager, NDArray> ints = m -> m.create(new int[] {1, 0});
    Function<NDManager, NDArray> two = m -> m.create(new long[][] {{0, 1}, {1, -1}});
    table.put("longs", m -> new NDIndex("{}", longs.apply(m)));
    table.put("ints", m -> new NDIndex("{}", ints.apply(m)));
    table.put("floats", m -> new NDIndex("{}", m.create(new float[] {1, 0})));
    table.put("two", m -> new NDIndex("{}", two.apply(m)));
    table.put("one", m -> new NDIndex("{}", m.create(1L)));
    table.put("none", m -> new NDIndex("{}", m.create(new Shape(0), DataType.INT64)));
    table.put("negative", m -> new NDIndex("{}", m.create(new long[] {-1, -2})));
    table.put("outside", m -> new NDIndex("{}", m.create(new long[] {0, 5})));
    table.put("second", m -> new NDIndex(":, {}", ints.apply(m)));
    table.put("last", m -> new NDIndex("..., {}", ints.apply(m)));
    table.put("second,two", m -> new NDIndex(":, {}", two.apply(m)));
    table.put("pair", m -> new NDIndex("{}, {}", ints.apply(m), m.create(new long[] {2, 1})));
    table.put("broadcast", m -> new NDIndex("{}, {}", two.apply(m), ints.apply(m)));
    table.put("apart", m -> new NDIndex("{}, :, {}", ints.apply(m), m.create(new long[] {3, 0})));
    table.put("misfit", m -> new NDIndex("{}, {}", ints.apply(m), longs.apply(m)));
    table.put("fixed", m -> new NDIndex("0, {}", ints.apply(m)));
    table.put("after", m -> new NDIndex("{}, 1", ints.apply(m)));
    table.put("fixedBetween", m -> new NDIndex("{}, 1, {}", ints.apply(m), ints.apply(m)));
    table.put("slice", m -> new NDIndex("{}, 1:", ints.apply(m)));
    table.put("sliceFirst", m -> new NDIndex("0:1, ::2, {}", ints.apply(m)));
    table.put("new", m -> new NDIndex("{}, null", ints.apply(m)));
    table.put("mask", m -> new NDIndex("{}", ArrayOperands.cube(m).gt(0)));
    table.put("mask(2,3)", m -> new NDIndex("{}", ArrayOperands.integers(m).gt(0)));
    table.put("mask(2)", m -> new NDIndex("{}", m.create(new boolean[] {false, true})));
    table.put("maskNone", m -> new NDIndex("{}", m.create(new boolean[] {false, false})));
    table.put("maskMisfit", m -> new NDIndex("{}", m.create(new boolean[] {true, true, true})));
    table.put(
        "maskLast", m -> new NDIndex("..., {}", m.create(new boolean[] {true, false, true, true})));
    table.put("maskSecond", m -> new NDIndex(":, {}", m.create(new boolean[] {true, false, true})));
    table.put(
        "maskAndArray",
        m -> new NDIndex("{}, {}", m.create(new boolean[] {true, true}), ints.apply(m)));
    table.put("bytes", m -> new NDIndex("{}", ints.apply(m).toType(DataType.UINT8, true)));
    table.put(
        "pick", m -> new NDIndex().addAllDim(2).addPickDim(ArrayOperands.integers(m).abs().mod(3)));
    table.put("boolean", m -> new NDIndex().addBooleanIndex(ArrayOperands.integers(m).gt(0)));
    return table;
  }

  private static Map<String, UnaryOperator<NDArray>> views() {
    Map<String, UnaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("get", x -> x.get("0, 1:, ::2"));
    table.put("twice", x -> x.get("1").get(":, 1"));
    table.put("reshape", x -> x.reshape(6, 4));
    table.put("reshapeOfSlice", x -> x.get(":, 0").reshape(-1));
    table.put("reshapeOfBlock", x -> x.get("1").reshape(-1));
    table.put("reshapeSplits", x -> x.get(":, 1").reshape(2, 2, 2));
    table.put("flatten", NDArray::flatten);
    table.put("flattenOfSlice", x -> x.get("..., 1:").flatten());
    table.put("transpose", NDArray::transpose);
    table.put("transpose(0,2,1)", x -> x.transpose(0, 2, 1));
    table.put("transposed.reshape", x -> x.transpose(1, 0, 2).reshape(3, 8));
    table.put("transposed.split", x -> x.transpose(2, 0, 1).reshape(4, 1, 2, 3));
    table.put("swapAxes", x -> x.swapAxes(0, 1));
    table.put("squeeze", x -> x.get("0:1").squeeze(0));
    table.put("expandDims", x -> x.expandDims(1));
    table.put("split", x -> x.split(3, 1).get(1));
    table.put("diagonal", x -> x.get("1").diagonal(1));
    table.put("diagonal(1,2)", x -> x.diagonal(0, 1, 2));
    table.put("broadcast", x -> x.broadcast(new Shape(2, 2, 3, 4)));
    table.put("duplicate", NDArray::duplicate);
    table.put("toType", x -> x.toType(DataType.FLOAT32, false));
    table.put("toTypeCopy", x -> x.toType(DataType.FLOAT32, true));
    table.put("flip", x -> x.flip(0));
    table.put("null", x -> x.get("null, 1"));
    table.put("like", x -> x.get("1, 1").get("-1"));
    return table;
  }

  private static Map<String, Function<NDManager, NDArray>> scalars() {
    Map<String, Function<NDManager, NDArray>> table = new LinkedHashMap<>();
    table.put("getScalar", m -> ArrayOperands.cube(m).getScalar(1, 2, 3));
    table.put("getScalar(whole)", m -> ArrayOperands.cube(m).getScalar(1));
    table.put("getScalar(negative)", m -> ArrayOperands.matrix(m).getScalar(-1, -3));
    table.put("getScalar(none)", m -> m.create(2.5f).getScalar());
    table.put("getFloat", m -> m.create(ArrayOperands.matrix(m).getFloat(1, 0)));
    table.put(
        "getLong",
        m -> m.create(ArrayOperands.integers(m).toType(DataType.INT64, true).getLong(0, 2)));
    table.put("getOfScalar", m -> m.create(2.5f).get(new NDIndex()));
    table.put("getEmpty", m -> ArrayOperands.matrix(m).get(new NDIndex()));
    table.put("getOfScalar(...)", m -> m.create(2.5f).get("..."));
    table.put("getOfScalar(0)", m -> m.create(2.5f).get(0));
    table.put("mask", m -> ArrayOperands.matrix(m).get(ArrayOperands.matrix(m).gt(0)));
    table.put("maskedSum", m -> ArrayOperands.matrix(m).get(ArrayOperands.matrix(m).gt(0)).sum());
    table.put("sliceAxis", m -> ArrayOperands.cube(m).get(NDIndex.sliceAxis(1, 0, 2)));
    table.put(
        "setByMask",
        m -> {
          NDArray x = ArrayOperands.matrix(m);
          x.set(x.gt(0), 9);
          return x;
        });
    table.put(
        "setIntegers",
        m -> {
          NDArray x = ArrayOperands.integers(m);
          x.set(new NDIndex(":, 1"), 2.75);
          return x;
        });
    return table;
  }
}
