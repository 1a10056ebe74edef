package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What collectors of gradients do. */
final class CollectorCases {
  private CollectorCases() {}

  static List<ArrayCase> all() {
    return table().entrySet().stream()
        .map(each -> new ArrayCase("collector." + each.getKey(), each.getValue()))
        .toList();
  }

  private static NDList collecting(NDManager m, Function<GradientCollector, NDList> calls) {
    GradientCollector collector = m.getEngine().newGradientCollector();
    try {
      return calls.apply(collector);
    } finally {
      collector.close();
    }
  }

  private static NDArray watched(NDManager m) {
    NDArray x = ArrayOperands.matrix(m);
    x.setRequiresGradient(true);
    return x;
  }

  private static void backward(NDManager m, Supplier<NDArray> target) {
    try (GradientCollector c = m.getEngine().newGradientCollector()) {
      c.backward(target.get());
    }
  }

  private static Map<String, Function<NDManager, NDList>> table() {
    Map<String, Function<NDManager, NDList>> table = new LinkedHashMap<>();
    table.put(
        "flags",
        m -> {
          NDArray x = watched(m);
          NDArray before = x.getGradient();
          return collecting(
              m,
              c -> {
                NDArray y = x.mul(2);
                NDArray z = y.stopGradient();
                return new NDList(
                    before,
                    m.create(
                        new boolean[] {
                          x.hasGradient(),
                          y.hasGradient(),
                          z.hasGradient(),
                          m.create(1f).hasGradient()
                        }));
              });
        });
    table.put("none", m -> new NDList(ArrayOperands.matrix(m).getGradient()));
    table.put(
        "integers",
        m -> {
          NDArray x = ArrayOperands.integers(m);
          x.setRequiresGradient(true);
          return new NDList(x);
        });
    table.put(
        "unwatched",
        m -> {
          try (GradientCollector c = m.getEngine().newGradientCollector()) {
            c.backward(ArrayOperands.matrix(m).mul(2).sum());
            return new NDList(m.create(1));
          }
        });
    table.put("twoAtOnce", m -> collecting(m, c -> collecting(m, d -> new NDList(m.create(1)))));
    table.put(
        "notScalar",
        m -> {
          NDArray x = watched(m);
          backward(m, () -> x.square());
          return new NDList(x.getGradient());
        });
    table.put(
        "twice",
        m -> {
          NDArray x = watched(m);
          for (int i = 0; i < 2; i++) {
            backward(m, () -> x.square().sum());
          }
          return new NDList(x.getGradient());
        });
    table.put(
        "targets",
        m -> {
          NDArray x = watched(m);
          try (GradientCollector c = m.getEngine().newGradientCollector()) {
            c.backward(x.square().sum());
            c.backward(x.exp().sum());
          }
          return new NDList(x.getGradient());
        });
    table.put(
        "live",
        m -> {
          NDArray x = watched(m);
          backward(m, () -> x.square().sum());
          NDArray g = x.getGradient();
          backward(m, () -> x.square().sum());
          return new NDList(g);
        });
    table.put(
        "inPlaceOnLeaf",
        m -> {
          NDArray x = watched(m);
          return collecting(m, c -> new NDList(x.addi(1).stopGradient()));
        });
    table.put(
        "outside",
        m -> {
          NDArray x = watched(m);
          NDArray y = x.square();
          backward(m, () -> y.sum());
          return new NDList(x.getGradient());
        });
    table.put(
        "switchedOff",
        m -> {
          NDArray x = watched(m);
          x.setRequiresGradient(false);
          return new NDList(m.create(x.hasGradient()), x.getGradient());
        });
    table.put(
        "step",
        m -> {
          NDArray x = watched(m);
          for (int i = 0; i < 3; i++) {
            backward(m, () -> x.square().sum());
            NDList in = new NDList(x, x.getGradient());
            x.getNDArrayInternal().sgdUpdate(in, new NDList(x), 0.1f, 0, 1, -1, 0, false);
          }
          return new NDList(x.toType(DataType.FLOAT64, true).stopGradient(), x.getGradient());
        });
    return table;
  }
}
