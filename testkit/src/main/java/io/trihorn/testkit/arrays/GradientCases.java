package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Gradients of functions. */
final class GradientCases {
  private GradientCases() {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    single()
        .forEach(
            (name, function) ->
                cases.add(
                    new ArrayCase(
                        "gradient." + name,
                        m -> {
                          NDArray x = NetworkCases.some(m, 5, 2, 3, 4).mul(0.75f).add(0.0625f);
                          return collected((a, b) -> function.apply(a), x, x);
                        })));
    pairs()
        .forEach(
            (name, function) ->
                cases.add(
                    new ArrayCase(
                        "gradient." + name,
                        m ->
                            collected(
                                function,
                                NetworkCases.some(m, 5, 2, 3).abs().add(0.5f),
                                NetworkCases.some(m, 7, 2, 3).add(1.5f)))));
    networks()
        .forEach(
            (name, function) ->
                cases.add(
                    new ArrayCase(
                        "gradient." + name,
                        m ->
                            collected(
                                function,
                                NetworkCases.some(m, 5, 2, 2, 4, 5),
                                NetworkCases.some(m, 4, 2, 2, 3, 2)))));
    return cases;
  }

  /** A function's value, and the gradients of the sum of its elements, each times its place. */
  private static NDList collected(BinaryOperator<NDArray> function, NDArray x, NDArray y) {
    x.setRequiresGradient(true);
    y.setRequiresGradient(true);
    try (GradientCollector collector = x.getManager().getEngine().newGradientCollector()) {
      NDArray z = function.apply(x, y);
      NDArray weights =
          x.getManager().arange(1f, z.size() + 1f).reshape(z.getShape()).div(z.size());
      collector.backward(z.mul(weights).sum());
      return new NDList(z.stopGradient(), x.getGradient(), y.getGradient());
    }
  }

  private static Map<String, UnaryOperator<NDArray>> single() {
    Map<String, UnaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("neg", NDArray::neg);
    table.put("abs", NDArray::abs);
    table.put("sign", NDArray::sign);
    table.put("square", NDArray::square);
    table.put("sqrt", x -> x.abs().sqrt());
    table.put("cbrt", x -> x.abs().cbrt());
    table.put("floor", NDArray::floor);
    table.put("round", NDArray::round);
    table.put("exp", NDArray::exp);
    table.put("log", x -> x.abs().log());
    table.put("log2", x -> x.abs().log2());
    table.put("log10", x -> x.abs().log10());
    table.put("sin", NDArray::sin);
    table.put("cos", NDArray::cos);
    table.put("tan", NDArray::tan);
    table.put("asin", NDArray::asin);
    table.put("acos", NDArray::acos);
    table.put("atan", NDArray::atan);
    table.put("sinh", NDArray::sinh);
    table.put("cosh", NDArray::cosh);
    table.put("tanh", NDArray::tanh);
    table.put("erf", NDArray::erf);
    table.put("erfinv", NDArray::erfinv);
    table.put("clip", x -> x.clip(-0.3, 0.4));
    table.put("add(2)", x -> x.add(2));
    table.put("pow(3)", x -> x.pow(3));
    table.put("rdiv", x -> x.getNDArrayInternal().rdiv(2));
    table.put("rpow", x -> x.getNDArrayInternal().rpow(2));
    ActivationCalls.addTo(table);
    table.put("sum", NDArray::sum);
    table.put("sum(1)", x -> x.sum(new int[] {1}));
    table.put("mean(0,2)", x -> x.mean(new int[] {0, 2}));
    table.put("max(1)", x -> x.max(new int[] {1}));
    table.put("min", NDArray::min);
    table.put("prod(2)", x -> x.prod(new int[] {2}));
    table.put("cumSum(1)", x -> x.cumSum(1));
    table.put("norm", NDArray::norm);
    table.put("normalize", x -> x.normalize(2, 1, 1e-12));
    table.put("softmax", x -> x.softmax(-1));
    table.put("logSoftmax", x -> x.logSoftmax(1));
    table.put("sort", x -> x.sort(2));
    table.put("topK", x -> x.topK(2, 1).get(0));
    table.put("transpose", NDArray::transpose);
    table.put("reshape", x -> x.reshape(6, 4));
    table.put("flip", x -> x.flip(1));
    table.put("broadcast", x -> x.broadcast(new Shape(2, 2, 3, 4)));
    table.put("split", x -> x.split(3, 1).get(1));
    table.put("tile", x -> x.tile(2));
    table.put("repeat", x -> x.repeat(2, 2));
    table.put("pad", x -> x.pad(new Shape(1, 2), 0));
    table.put("diagonal", x -> x.diagonal(0, 1, 2));
    table.put("get(0)", x -> x.get(0));
    table.put("get(slice)", x -> x.get(":, 1:, ::2"));
    table.put("get(array)", x -> x.get(new NDIndex("{}", x.getManager().create(new int[] {0, 0}))));
    table.put("get(mask)", x -> x.get(x.gt(0)));
    table.put("gather", x -> x.gather(x.getManager().zeros(new Shape(2, 1, 4), DataType.INT64), 1));
    table.put("take", x -> x.take(x.getManager().create(new long[] {3, 3, 7})));
    table.put("toType", x -> x.toType(DataType.FLOAT64, false));
    table.put("duplicate", NDArray::duplicate);
    table.put("stopGradient", x -> x.mul(x.stopGradient()));
    table.put("scaleGradient", x -> x.scaleGradient(0.25));
    table.put("stack", x -> x.stack(x.mul(2), 1));
    table.put("where", x -> NDArrays.where(x.gt(0), x.square(), x));
    table.put("inPlace", x -> x.mul(2).addi(1).muli(x));
    table.put(
        "inPlaceView",
        x -> {
          NDArray y = x.mul(2);
          y.get(0).muli(3);
          return y;
        });
    table.put(
        "set",
        x -> {
          NDArray y = x.mul(2);
          y.set(new NDIndex("0, 1"), x.get("1, 2").square());
          return y;
        });
    table.put(
        "loop",
        x -> {
          NDArray y = x;
          for (int i = 0; i < 5; i++) {
            y = y.sin().add(x.mul(i));
          }
          return y;
        });
    return table;
  }

  private static Map<String, BinaryOperator<NDArray>> pairs() {
    Map<String, BinaryOperator<NDArray>> table = new LinkedHashMap<>();
    table.put("add", NDArray::add);
    table.put("sub", NDArray::sub);
    table.put("mul", NDArray::mul);
    table.put("div", NDArray::div);
    table.put("pow", NDArray::pow);
    table.put("maximum", NDArray::maximum);
    table.put("minimum", NDArray::minimum);
    table.put("atan2", NDArray::atan2);
    table.put("atan2AtZero", (x, y) -> x.sub(x).add(x.sub(0.625)).atan2(y.sub(y.max())));
    table.put("broadcastMul", (x, y) -> x.mul(y.get("0")));
    table.put("matMul", (x, y) -> x.matMul(y.transpose()));
    table.put("dot", (x, y) -> x.get(0).dot(y.get(1)));
    table.put("concat", (x, y) -> x.concat(y, 1));
    table.put("one", (x, y) -> x.exp());
    table.put("gradientOfPart", (x, y) -> x.get("0, 1").mul(y.get("1, 2")));
    return table;
  }

  private static Map<String, BinaryOperator<NDArray>> networks() {
    Map<String, BinaryOperator<NDArray>> table = new LinkedHashMap<>();
    Shape one = new Shape(1, 1);
    Shape two = new Shape(2, 2);
    Shape none = new Shape(0, 0);
    table.put(
        "convolution",
        (x, y) ->
            x.getNDArrayInternal().convolution(x, y, null, two, one, one, 1).singletonOrThrow());
    table.put("maxPool", (x, y) -> x.getNDArrayInternal().maxPool(two, two, none, true));
    table.put("avgPool", (x, y) -> x.getNDArrayInternal().avgPool(two, two, one, false, true));
    table.put("globalAvgPool", (x, y) -> x.getNDArrayInternal().globalAvgPool());
    table.put(
        "layerNorm",
        (x, y) -> {
          NDArray scale = y.reshape(-1).get(":20").reshape(4, 5);
          return x.getNDArrayInternal()
              .layerNorm(x, new Shape(4, 5), scale, scale, 1e-3f)
              .singletonOrThrow();
        });
    table.put(
        "batchNorm",
        (x, y) -> {
          NDManager m = x.getManager();
          NDArray scale = y.reshape(-1).get(":2");
          return x.getNDArrayInternal()
              .batchNorm(
                  x,
                  m.zeros(new Shape(2)),
                  m.ones(new Shape(2)),
                  scale,
                  scale,
                  1,
                  0.9f,
                  1e-3f,
                  true)
              .singletonOrThrow();
        });
    table.put(
        "embedding",
        (x, y) -> {
          NDArray index = x.getManager().create(new int[] {1, 0, 1});
          return index
              .getNDArrayInternal()
              .embedding(index, y.reshape(2, 12), SparseFormat.DENSE)
              .singletonOrThrow();
        });
    table.put(
        "linear",
        (x, y) ->
            x.getNDArrayInternal()
                .linear(x.reshape(10, 8), y.reshape(3, 8), null)
                .singletonOrThrow());
    return table;
  }
}
