package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What blocks and optimizers ask of arrays. */
final class NetworkCases {
  private NetworkCases() {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    pools().forEach((name, calls) -> cases.add(new ArrayCase(name, calls)));
    convolutions().forEach((name, calls) -> cases.add(new ArrayCase(name, calls)));
    norms().forEach((name, calls) -> cases.add(new ArrayCase(name, calls)));
    images().forEach((name, calls) -> cases.add(new ArrayCase(name, calls)));
    updates().forEach((name, calls) -> cases.add(new ArrayCase(name, calls)));
    return cases;
  }

  /** Floats of a shape, in no order, from -1 to 1. */
  static NDArray some(NDManager manager, int step, long... dims) {
    Shape shape = new Shape(dims);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i * step + 3) % 17) / 8f - 1;
    }
    return manager.create(values, shape);
  }

  private static NDArrayEx image(NDManager manager) {
    return some(manager, 5, 2, 3, 6, 7).getNDArrayInternal();
  }

  private static Map<String, Function<NDManager, NDList>> pools() {
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    Shape two = new Shape(2, 2);
    Shape three = new Shape(3, 3);
    Shape none = new Shape(0, 0);
    Shape one = new Shape(1, 1);
    for (boolean ceil : new boolean[] {false, true}) {
      String mode = ceil ? ",ceil" : "";
      table.put("maxPool(2" + mode + ")", m -> list(image(m).maxPool(two, two, none, ceil)));
      table.put("maxPool(3,1" + mode + ")", m -> list(image(m).maxPool(three, two, one, ceil)));
      table.put("maxPool(2,3" + mode + ")", m -> list(image(m).maxPool(two, three, one, ceil)));
      table.put("lpPool(2" + mode + ")", m -> list(image(m).lpPool(2, two, two, none, ceil)));
      table.put("lpPool(1,3" + mode + ")", m -> list(image(m).lpPool(1, three, two, none, ceil)));
      for (boolean count : new boolean[] {false, true}) {
        String all = mode + (count ? ",count" : "");
        table.put(
            "avgPool(2" + all + ")", m -> list(image(m).avgPool(two, two, none, ceil, count)));
        table.put(
            "avgPool(3,1" + all + ")", m -> list(image(m).avgPool(three, two, one, ceil, count)));
        table.put(
            "avgPool(2,3" + all + ")", m -> list(image(m).avgPool(two, three, one, ceil, count)));
      }
    }
    table.put("maxPool(far)", m -> list(image(m).maxPool(two, two, two, false)));
    table.put("maxPool(misfit)", m -> list(image(m).maxPool(new Shape(2), two, none, false)));
    table.put("maxPool(large)", m -> list(image(m).maxPool(new Shape(9, 9), two, none, false)));
    table.put("maxPool(int)", m -> list(ints(m).maxPool(two, two, none, false)));
    table.put("avgPool(int)", m -> list(ints(m).avgPool(two, two, none, false, true)));
    table.put("lpPool(padded)", m -> list(image(m).lpPool(2, three, two, one, false)));
    Shape line = new Shape(2);
    table.put("maxPool(1d)", m -> list(sequence(m).maxPool(line, line, new Shape(0), false)));
    table.put("avgPool(1d)", m -> list(sequence(m).avgPool(line, line, new Shape(1), true, false)));
    table.put(
        "avgPool(3d)",
        m ->
            list(
                some(m, 7, 1, 2, 4, 4, 5)
                    .getNDArrayInternal()
                    .avgPool(
                        new Shape(2, 2, 2), new Shape(2, 1, 2), new Shape(0, 0, 0), false, true)));
    table.put("globalMaxPool", m -> list(image(m).globalMaxPool()));
    table.put("globalAvgPool", m -> list(image(m).globalAvgPool()));
    table.put("globalLpPool", m -> list(image(m).globalLpPool(2)));
    table.put("globalLpPool(1)", m -> list(sequence(m).globalLpPool(1)));
    table.put("globalMaxPool(1d)", m -> list(sequence(m).globalMaxPool()));
    table.put(
        "globalAvgPool(matrix)", m -> list(some(m, 5, 2, 3).getNDArrayInternal().globalAvgPool()));
    return table;
  }

  private static NDArrayEx ints(NDManager manager) {
    return manager.arange(16).reshape(1, 1, 4, 4).getNDArrayInternal();
  }

  private static NDArrayEx sequence(NDManager manager) {
    return some(manager, 5, 2, 3, 7).getNDArrayInternal();
  }

  static NDList list(NDArray... arrays) {
    return new NDList(arrays);
  }

  private static NDList convolved(
      NDArray x,
      NDArray kernel,
      NDArray bias,
      Shape stride,
      Shape pad,
      Shape dilation,
      int groups) {
    return x.getNDArrayInternal().convolution(x, kernel, bias, stride, pad, dilation, groups);
  }

  private static Map<String, Function<NDManager, NDList>> convolutions() {
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    Shape one = new Shape(1, 1);
    Shape two = new Shape(2, 2);
    Shape none = new Shape(0, 0);
    table.put(
        "convolution",
        m ->
            convolved(
                some(m, 5, 2, 3, 6, 7), some(m, 4, 4, 3, 3, 2), some(m, 3, 4), one, none, one, 1));
    table.put(
        "convolution(no bias)",
        m -> convolved(some(m, 5, 2, 3, 6, 7), some(m, 4, 4, 3, 3, 2), null, two, one, one, 1));
    table.put(
        "convolution(dilated)",
        m ->
            convolved(
                some(m, 5, 1, 2, 6, 7), some(m, 4, 2, 2, 2, 2), some(m, 3, 2), one, two, two, 1));
    table.put(
        "convolution(groups)",
        m ->
            convolved(
                some(m, 5, 1, 4, 5, 5), some(m, 4, 6, 2, 3, 3), some(m, 3, 6), two, one, one, 2));
    table.put(
        "convolution(1d)",
        m ->
            convolved(
                some(m, 5, 2, 3, 9),
                some(m, 4, 2, 3, 3),
                some(m, 3, 2),
                new Shape(2),
                new Shape(1),
                new Shape(1),
                1));
    table.put(
        "convolution(3d)",
        m ->
            convolved(
                some(m, 5, 1, 2, 3, 4, 4),
                some(m, 4, 2, 2, 2, 2, 2),
                some(m, 3, 2),
                new Shape(1, 1, 1),
                new Shape(1, 0, 0),
                new Shape(1, 1, 1),
                1));
    table.put(
        "convolution(misfit)",
        m -> convolved(some(m, 5, 1, 2, 5, 5), some(m, 4, 2, 3, 2, 2), null, one, none, one, 1));
    table.put(
        "deconvolution",
        m -> {
          NDArray x = some(m, 5, 1, 2, 3, 3);
          return x.getNDArrayInternal()
              .deconvolution(x, some(m, 4, 2, 2, 2, 2), null, two, none, none, one, 1);
        });
    return table;
  }

  private static Map<String, Function<NDManager, NDList>> norms() {
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    for (boolean training : new boolean[] {false, true}) {
      for (int axis : new int[] {1, -1}) {
        table.put(
            "batchNorm(" + axis + (training ? ",training)" : ")"),
            m -> {
              NDArray x = some(m, 5, 2, 3, 4, 3);
              NDArray mean = some(m, 2, 3);
              NDArray variance = some(m, 7, 3).add(1.5f);
              NDList y =
                  x.getNDArrayInternal()
                      .batchNorm(
                          x,
                          mean,
                          variance,
                          some(m, 3, 3),
                          some(m, 4, 3),
                          axis,
                          0.9f,
                          1e-3f,
                          training);
              return list(y.singletonOrThrow(), mean, variance);
            });
      }
    }
    table.put(
        "batchNorm(matrix)",
        m -> {
          NDArray x = some(m, 5, 4, 3);
          NDArray mean = m.zeros(new Shape(3));
          NDArray variance = m.ones(new Shape(3));
          NDList y =
              x.getNDArrayInternal()
                  .batchNorm(x, mean, variance, some(m, 3, 3), some(m, 4, 3), 1, 0.8f, 1e-5f, true);
          return list(y.singletonOrThrow(), mean, variance);
        });
    table.put(
        "layerNorm",
        m -> {
          NDArray x = some(m, 5, 2, 3, 4);
          return x.getNDArrayInternal()
              .layerNorm(x, new Shape(4), some(m, 3, 4), some(m, 2, 4), 1e-5f);
        });
    table.put(
        "layerNorm(two)",
        m -> {
          NDArray x = some(m, 5, 2, 3, 4);
          return x.getNDArrayInternal()
              .layerNorm(x, new Shape(3, 4), some(m, 3, 3, 4), some(m, 2, 3, 4), 1e-3f);
        });
    table.put(
        "layerNorm(misfit)",
        m -> {
          NDArray x = some(m, 5, 2, 3, 4);
          return x.getNDArrayInternal()
              .layerNorm(x, new Shape(3), some(m, 3, 3), some(m, 2, 3), 1e-5f);
        });
    for (SparseFormat format : new SparseFormat[] {SparseFormat.DENSE, SparseFormat.COO}) {
      table.put(
          "embedding(" + format + ")",
          m -> rows(m, m.create(new int[][] {{0, 2}, {3, 0}}), format));
    }
    table.put("embedding(longs)", m -> rows(m, m.create(new long[] {1, 1}), SparseFormat.DENSE));
    table.put("embedding(floats)", m -> rows(m, m.create(new float[] {1, 3}), SparseFormat.DENSE));
    table.put("embedding(outside)", m -> rows(m, m.create(new long[] {4}), SparseFormat.DENSE));
    table.put("embedding(negative)", m -> rows(m, m.create(new long[] {-1}), SparseFormat.DENSE));
    table.put(
        "prelu",
        m -> {
          NDArray x = some(m, 5, 2, 3);
          return x.getNDArrayInternal().prelu(x, m.create(new float[] {0.25f}));
        });
    table.put(
        "dropout(predicting)",
        m -> {
          NDArray x = some(m, 5, 2, 3);
          return x.getNDArrayInternal().dropout(x, 0.5f, false);
        });
    table.put(
        "dropout(0)",
        m -> {
          NDArray x = some(m, 5, 2, 3);
          return x.getNDArrayInternal().dropout(x, 0, true);
        });
    return table;
  }

  private static NDList rows(NDManager manager, NDArray index, SparseFormat format) {
    return index.getNDArrayInternal().embedding(index, some(manager, 5, 4, 3), format);
  }

  private static Map<String, Function<NDManager, NDList>> images() {
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    for (int mode = 0; mode <= 4; mode++) {
      for (long[] size : new long[][] {{12, 9}, {4, 3}, {6, 7}, {1, 1}}) {
        for (boolean corners : new boolean[] {false, true}) {
          int kind = mode;
          String name = mode + "," + size[0] + "x" + size[1] + (corners ? ",corners" : "");
          table.put(
              "interpolation(" + name + ")",
              m -> list(image(m).interpolation(size, kind, corners)));
        }
      }
      int kind = mode;
      table.put(
          "resize(" + mode + ")",
          m -> list(some(m, 5, 4, 5, 3).getNDArrayInternal().resize(7, 3, kind)));
      table.put(
          "resize(" + mode + ",bytes)",
          m ->
              list(
                  some(m, 5, 2, 4, 5, 3)
                      .add(1)
                      .mul(97)
                      .toType(DataType.UINT8, false)
                      .getNDArrayInternal()
                      .resize(7, 3, kind)));
    }
    table.put(
        "interpolation(line)", m -> list(sequence(m).interpolation(new long[] {9}, 0, false)));
    table.put("resize(matrix)", m -> list(some(m, 5, 4, 5).getNDArrayInternal().resize(2, 2, 1)));
    return table;
  }

  private interface Update {
    void step(NDArrayEx array, NDList inputs, NDList weights, float decay, float clip);
  }

  private static Map<String, Function<NDManager, NDList>> updates() {
    Map<String, Update> steps = new LinkedHashMap<>();
    steps.put("sgdUpdate", (x, in, w, d, c) -> x.sgdUpdate(in, w, 0.1f, d, 0.5f, c, 0, false));
    steps.put(
        "sgdUpdate(momentum)",
        (x, in, w, d, c) -> x.sgdUpdate(in, w, 0.1f, d, 0.5f, c, 0.9f, false));
    steps.put("nagUpdate", (x, in, w, d, c) -> x.nagUpdate(in, w, 0.1f, d, 0.5f, c, 0.9f));
    steps.put(
        "adamUpdate",
        (x, in, w, d, c) ->
            x.adamUpdate(in, w, 0.1f, 0.08f, d, 0.5f, c, 0.9f, 0.99f, 1e-6f, false, false));
    steps.put(
        "adamWUpdate",
        (x, in, w, d, c) ->
            x.adamUpdate(in, w, 0.1f, 0.08f, d, 0.5f, c, 0.9f, 0.99f, 1e-6f, false, true));
    steps.put("adagradUpdate", (x, in, w, d, c) -> x.adagradUpdate(in, w, 0.1f, d, 0.5f, c, 1e-6f));
    steps.put(
        "adadeltaUpdate", (x, in, w, d, c) -> x.adadeltaUpdate(in, w, d, 0.5f, c, 0.9f, 1e-6f));
    steps.put(
        "rmspropUpdate",
        (x, in, w, d, c) -> x.rmspropUpdate(in, w, 0.1f, d, 0.5f, c, 0.9f, 0.8f, 1e-6f, false));
    steps.put(
        "rmspropUpdate(centred)",
        (x, in, w, d, c) -> x.rmspropUpdate(in, w, 0.1f, d, 0.5f, c, 0.9f, 0.8f, 1e-6f, true));
    Map<String, Integer> states =
        Map.of("adamUpdate", 2, "adamWUpdate", 2, "adadeltaUpdate", 2, "rmspropUpdate(centred)", 3);
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    steps.forEach(
        (name, step) -> {
          for (float[] how : new float[][] {{0, -1}, {0.1f, 0.25f}, {0.1f, -1}}) {
            table.put(
                name + "/" + how[0] + "," + how[1],
                m -> {
                  NDArray weight = some(m, 5, 2, 3);
                  NDList in = list(weight, some(m, 4, 2, 3).mul(2));
                  for (int i = 0; i < states.getOrDefault(name, 1); i++) {
                    in.add(some(m, 3 + i, 2, 3).abs());
                  }
                  NDArrayEx array = weight.getNDArrayInternal();
                  step.step(array, in, list(weight), how[0], how[1]);
                  step.step(array, in, list(weight), how[0], how[1]);
                  NDList results = list(weight.toType(DataType.FLOAT64, true));
                  results.addAll(in.subList(2, in.size()));
                  return results;
                });
          }
        });
    return table;
  }
}
