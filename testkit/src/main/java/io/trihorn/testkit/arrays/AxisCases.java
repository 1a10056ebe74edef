package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reductions, order, shapes and products. */
final class AxisCases {
  private AxisCases() {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    along()
        .forEach(
            (name, function) -> {
              cases.add(ArrayCase.of(name, m -> function.apply(ArrayOperands.matrix(m))));
              cases.add(ArrayCase.of(name + "/cube", m -> function.apply(ArrayOperands.cube(m))));
              cases.add(
                  ArrayCase.of(name + "/int", m -> function.apply(ArrayOperands.integers(m))));
              cases.add(
                  ArrayCase.of(
                      name + "/boolean", m -> function.apply(ArrayOperands.integers(m).gt(1))));
              cases.add(
                  ArrayCase.of(
                      name + "/vector", m -> function.apply(m.create(new float[] {1, 3, 2, 3}))));
              cases.add(ArrayCase.of(name + "/scalar", m -> function.apply(m.create(2.5f))));
            });
    lists()
        .forEach(
            (name, function) -> {
              cases.add(new ArrayCase(name, m -> function.apply(ArrayOperands.matrix(m))));
              cases.add(
                  new ArrayCase(name + "/int", m -> function.apply(ArrayOperands.integers(m))));
              cases.add(new ArrayCase(name + "/cube", m -> function.apply(ArrayOperands.cube(m))));
            });
    products()
        .forEach(
            (name, function) -> {
              Shape[][] shapes = {
                {new Shape(2, 3), new Shape(3, 2)},
                {new Shape(3), new Shape(3)},
                {new Shape(2, 3), new Shape(3)},
                {new Shape(3), new Shape(3, 2)},
                {new Shape(2, 2, 3), new Shape(2, 3, 4)},
                {new Shape(2, 2, 3), new Shape(3, 4)},
                {new Shape(2, 3), new Shape(2, 3)},
                {new Shape(), new Shape(3)}
              };
              for (Shape[] both : shapes) {
                String of = name + "/" + both[0] + both[1];
                cases.add(
                    ArrayCase.of(
                        of,
                        m ->
                            function.apply(
                                m.arange((float) both[0].size()).reshape(both[0]).div(4),
                                m.arange((float) both[1].size()).reshape(both[1]).sub(2))));
                cases.add(
                    ArrayCase.of(
                        of + "/int",
                        m ->
                            function.apply(
                                m.arange((int) both[0].size()).reshape(both[0]),
                                m.arange((int) both[1].size()).reshape(both[1]).sub(2))));
              }
            });
    return cases;
  }

  private static Map<String, UnaryOperator<NDArray>> along() {
    Map<String, UnaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("max", NDArray::max);
    table.put("max(0)", x -> x.max(new int[] {0}));
    table.put("max(-1,keep)", x -> x.max(new int[] {-1}, true));
    table.put("min", NDArray::min);
    table.put("min(0)", x -> x.min(new int[] {0}));
    table.put("sum", NDArray::sum);
    table.put("sum(0)", x -> x.sum(new int[] {0}));
    table.put("sum(0,1,keep)", x -> x.sum(new int[] {0, 1}, true));
    table.put("prod", NDArray::prod);
    table.put("prod(1)", x -> x.prod(new int[] {1}));
    table.put("mean", NDArray::mean);
    table.put("mean(1,keep)", x -> x.mean(new int[] {1}, true));
    table.put("all", NDArray::all);
    table.put("any", NDArray::any);
    table.put("none", NDArray::none);
    table.put("countNonzero", NDArray::countNonzero);
    table.put("countNonzero(0)", x -> x.countNonzero(0));
    table.put("norm", NDArray::norm);
    table.put("norm(keep)", x -> x.norm(true));
    table.put("norm(1)", x -> x.norm(new int[] {1}));
    table.put("normalize", NDArray::normalize);
    table.put("normalize(1,0)", x -> x.normalize(1, 0));
    table.put("cumSum", NDArray::cumSum);
    table.put("cumSum(1)", x -> x.cumSum(1));
    table.put("cumProd(0)", x -> x.cumProd(0));
    table.put("cumProd(0,float64)", x -> x.cumProd(0, DataType.FLOAT64));
    table.put("softmax(-1)", x -> x.softmax(-1));
    table.put("softmax(0)", x -> x.softmax(0));
    table.put("logSoftmax(-1)", x -> x.logSoftmax(-1));
    table.put("argMax", NDArray::argMax);
    table.put("argMax(0)", x -> x.argMax(0));
    table.put("argMax(-1)", x -> x.argMax(-1));
    table.put("argMin", NDArray::argMin);
    table.put("argMin(1)", x -> x.argMin(1));
    table.put("sort", NDArray::sort);
    table.put("sort(0)", x -> x.sort(0));
    table.put("argSort", NDArray::argSort);
    table.put("argSort(0)", x -> x.argSort(0));
    table.put("argSort(-1,falling)", x -> x.argSort(-1, false));
    table.put("trace", NDArray::trace);
    table.put("trace(1)", x -> x.trace(1));
    table.put("transpose", NDArray::transpose);
    table.put("transpose(1,0)", x -> x.transpose(1, 0));
    table.put("swapAxes", x -> x.swapAxes(0, 1));
    table.put("flip(0)", x -> x.flip(0));
    table.put("flip(0,1)", x -> x.flip(0, 1));
    table.put("broadcast", x -> x.broadcast(new Shape(2, 2, 3)));
    table.put("reshape(-1)", x -> x.reshape(-1));
    table.put("reshape(3,-1)", x -> x.reshape(3, -1));
    table.put("flatten", NDArray::flatten);
    table.put("flatten(0,1)", x -> x.flatten(0, 1));
    table.put("flatten(1,-1)", x -> x.flatten(1, -1));
    table.put("expandDims(0)", x -> x.expandDims(0));
    table.put("expandDims(-1)", x -> x.expandDims(-1));
    table.put("squeeze", x -> x.expandDims(1).squeeze());
    table.put("squeeze(1)", x -> x.expandDims(1).squeeze(1));
    table.put("tile(2)", x -> x.tile(2));
    table.put("tile(0,2)", x -> x.tile(0, 2));
    table.put("tile([2,3])", x -> x.tile(new long[] {2, 3}));
    table.put("tile(shape)", x -> x.tile(new Shape(4, 6)));
    table.put("repeat(2)", x -> x.repeat(2));
    table.put("repeat(1,2)", x -> x.repeat(1, 2));
    table.put("repeat([2,1])", x -> x.repeat(new long[] {2, 1}));
    table.put("repeat(shape)", x -> x.repeat(new Shape(4, 6)));
    table.put("pad", x -> x.pad(new Shape(1, 2), 5));
    table.put("pad(2)", x -> x.pad(new Shape(1, 0, 0, 2), -1));
    table.put("rotate90", x -> x.rotate90(1, new int[] {0, 1}));
    table.put("rotate90(3)", x -> x.rotate90(3, new int[] {0, 1}));
    table.put("diagonal", NDArray::diagonal);
    table.put("diagonal(1)", x -> x.diagonal(1));
    table.put("diagonal(0,1,0)", x -> x.diagonal(0, 1, 0));
    table.put("diff", x -> x.diff(1, -1));
    table.put("oneHot", x -> x.abs().oneHot(9));
    table.put("oneHot(int)", x -> x.abs().oneHot(9, 2, -1, DataType.INT32));
    table.put("toType(float64)", x -> x.add(1).toType(DataType.FLOAT64, false));
    table.put("toType(int32)", x -> x.mul(2).toType(DataType.INT32, false));
    table.put("toType(boolean)", x -> x.mul(2).toType(DataType.BOOLEAN, false));
    table.put("zerosLike", NDArray::zerosLike);
    table.put("onesLike", NDArray::onesLike);
    table.put("get(0)", x -> x.mul(2).get(0));
    table.put("get(:,1)", x -> x.mul(2).get(":, 1"));
    table.put("get(...,1:)", x -> x.mul(2).get("..., 1:"));
    table.put("get(-1,::2)", x -> x.mul(2).get("-1, ::2"));
    table.put("get(5)", x -> x.get(5));
    table.put("stack", x -> x.stack(x.mul(2)));
    table.put("stack(1)", x -> x.stack(x.mul(2), 1));
    table.put("concat", x -> x.concat(x.mul(2)));
    table.put("concat(-1)", x -> x.concat(x.mul(2), -1));
    return table;
  }

  private static Map<String, Function<NDArray, NDList>> lists() {
    Map<String, Function<NDArray, NDList>> table = new LinkedHashMap<>();
    table.put("topK", x -> x.topK(2, -1));
    table.put("topK(1,0)", x -> x.topK(1, 0));
    table.put("topK(least)", x -> x.topK(2, 1, false, true));
    table.put("split(2)", x -> x.split(2));
    table.put("split(3,1)", x -> x.split(3, 1));
    table.put("split([1])", x -> x.split(new long[] {1}, 1));
    table.put("split([0,2])", x -> x.split(new long[] {0, 2}, 1));
    table.put("split([])", x -> x.split(new long[] {}, 1));
    table.put("split(uneven)", x -> x.split(2, 1));
    table.put("decode", x -> NDList.decode(x.getManager(), new NDList(x.mul(2), x.neg()).encode()));
    table.put("stacked", x -> new NDList(NDArrays.stack(new NDList(x, x.neg(), x.abs()), -1)));
    table.put("joined", x -> new NDList(NDArrays.concat(new NDList(x, x.neg(), x.abs()))));
    table.put("changedView", x -> new NDList(x, x.reshape(-1).addi(1)));
    table.put("changedThrice", x -> new NDList(x.addi(1).muli(2).subi(3), x));
    table.put(
        "setSlice",
        x -> {
          NDArray y = x.mul(1);
          NDArray before = y.add(0);
          y.set(new NDIndex("0"), 7);
          return new NDList(y, before);
        });
    return table;
  }

  private static Map<String, BinaryOperator<NDArray>> products() {
    Map<String, BinaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("matMul", NDArray::matMul);
    table.put("dot", NDArray::dot);
    table.put("batchMatMul", NDArray::batchMatMul);
    table.put("linear", (x, y) -> x.getNDArrayInternal().linear(x, y, null).singletonOrThrow());
    return table;
  }
}
