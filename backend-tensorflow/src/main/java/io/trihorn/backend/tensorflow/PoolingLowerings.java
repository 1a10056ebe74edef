package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import java.util.List;

/** Lowerings of pooling and its gradients. */
final class PoolingLowerings {
  private PoolingLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Pooling.MaxPool.class, (op, at) -> List.of(maxPool(op.spec(), at)))
        .on(Pooling.MaxPoolGradient.class, (op, at) -> List.of(maxPoolGradient(op.spec(), at)))
        .on(Pooling.AveragePool.class, (op, at) -> List.of(averagePool(op.spec(), at)))
        .on(Pooling.AveragePoolGradient.class, (op, at) -> List.of(averagePoolGradient(op, at)));
  }

  /** How one pooling is computed: its operands' form, its planes, and the type computed with. */
  private record Setting(Images images, Pools pools, DataType computing) {
    static Setting of(Site at, PoolSpec spec, String kind) {
      return new Setting(
          new Images(at.emit(), spec.layout(), spec.spatialRank()),
          Pools.of(at.emit(), spec),
          at.emit().computing(kind, at.type().dtype()));
    }

    Wire operand(Site at, int i) {
      return at.emit().cast(images.toEngine(at.input(i)), computing);
    }

    Wire result(Site at, Wire x) {
      return images.fromEngine(at.emit().cast(x, at.type().dtype()));
    }
  }

  private static Wire maxPool(PoolSpec spec, Site at) {
    Setting set = Setting.of(at, spec, "MaxPool");
    return set.result(at, set.pools().max(set.operand(at, 0)));
  }

  private static Wire maxPoolGradient(PoolSpec spec, Site at) {
    Setting set = Setting.of(at, spec, "MaxPoolGrad");
    return set.result(
        at, set.pools().maxGradient(set.operand(at, 0), set.operand(at, 1), set.operand(at, 2)));
  }

  private static Wire averagePool(PoolSpec spec, Site at) {
    Setting set = Setting.of(at, spec, "AvgPool");
    return set.result(at, set.pools().average(set.operand(at, 0)));
  }

  private static Wire averagePoolGradient(Pooling.AveragePoolGradient op, Site at) {
    Setting set = Setting.of(at, op.spec(), "AvgPoolGrad");
    long[] dims = set.images().toEngine(op.inputShape().getShape());
    return set.result(at, set.pools().averageGradient(set.operand(at, 0), dims));
  }
}
