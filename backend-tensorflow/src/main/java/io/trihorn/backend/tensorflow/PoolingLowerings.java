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
        .on(Pooling.MaxPool.class, by("MaxPool", (pools, x, dims) -> pools.max(x.get(0))))
        .on(
            Pooling.MaxPoolGradient.class,
            by("MaxPoolGrad", (pools, x, d) -> pools.maxGradient(x.get(0), x.get(1), x.get(2))))
        .on(Pooling.AveragePool.class, by("AvgPool", (pools, x, dims) -> pools.average(x.get(0))))
        .on(
            Pooling.AveragePoolGradient.class,
            by("AvgPoolGrad", (pools, x, dims) -> pools.averageGradient(x.get(0), dims)));
  }

  /** A pooling of operands in the engine's form, and the result's extents in it. */
  private interface Form {
    Wire apply(Pools pools, List<Wire> operands, long[] dims);
  }

  /** Computed in a type for which there is a kernel of this kind. */
  private static OpTable.Rule<Pooling, Site, List<Wire>> by(String kind, Form form) {
    return (op, at) -> {
      PoolSpec spec = op.spec();
      Emitter emit = at.emit();
      Images images = new Images(emit, spec.layout(), spec.spatialRank());
      DataType computing = emit.computing(kind, at.type().dtype());
      List<Wire> operands =
          at.inputs().stream().map(x -> emit.cast(images.toEngine(x), computing)).toList();
      long[] dims = images.toEngine(at.type().dims());
      Wire result = form.apply(Pools.of(emit, spec), operands, dims);
      return List.of(images.fromEngine(emit.cast(result, at.type().dtype())));
    };
  }
}
