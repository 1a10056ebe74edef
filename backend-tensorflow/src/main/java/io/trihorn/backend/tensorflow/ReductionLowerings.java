package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lowerings of the ops that reduce or accumulate along axes. */
final class ReductionLowerings {
  private static final Map<ReduceKind, String> KINDS =
      new EnumMap<>(
          Map.of(
              ReduceKind.SUM, "Sum",
              ReduceKind.MEAN, "Mean",
              ReduceKind.PROD, "Prod",
              ReduceKind.MAX, "Max",
              ReduceKind.MIN, "Min",
              ReduceKind.ANY, "Any",
              ReduceKind.ALL, "All"));

  private ReductionLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Reduction.Reduce.class, ReductionLowerings::reduce)
        .on(
            Reduction.ArgMax.class,
            (op, at) ->
                at.by("ArgMax", w -> w.type("output_type", DataType.INT32), at.number(op.axis())))
        .on(Reduction.CumSum.class, (op, at) -> at.by("Cumsum", at.number(op.axis())));
  }

  private static List<Wire> reduce(Reduction.Reduce op, Site at) {
    Emitter emit = at.emit();
    Wire x = at.input(0);
    if (isBiasGradient(op, x) && emit.computing("BiasAddGrad", x.dtype()) == x.dtype()) {
      Wire sums = emit.apply("BiasAddGrad", x.type().withShape(x.dim(-1)), x);
      return List.of(emit.reshape(sums, at.type().dims()));
    }
    return at.by(
        KINDS.get(op.kind()), w -> w.attribute("keep_dims", op.keepDims()), emit.ints(op.axes()));
  }

  /** Whether this is the sum over all axes but the last, for which there is a faster kernel. */
  private static boolean isBiasGradient(Reduction.Reduce op, Wire x) {
    return op.kind() == ReduceKind.SUM
        && x.dtype().isFloating()
        && x.rank() >= 2
        && op.axes().size() == x.rank() - 1
        && !op.axes().contains(x.rank() - 1);
  }
}
