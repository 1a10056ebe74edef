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
        .on(Reduction.Reduce.class, (op, at) -> List.of(reduce(op, at)))
        .on(Reduction.ArgMax.class, (op, at) -> List.of(argMax(op, at)))
        .on(Reduction.CumSum.class, (op, at) -> List.of(cumSum(op, at)));
  }

  private static Wire reduce(Reduction.Reduce op, Site at) {
    Emitter emit = at.emit();
    Wire x = at.input(0);
    if (isBiasGradient(op, x) && emit.computing("BiasAddGrad", x.dtype()) == x.dtype()) {
      Wire sums = emit.apply("BiasAddGrad", x.type().withShape(x.dim(-1)), x);
      return emit.reshape(sums, at.type().dims());
    }
    List<Wire> operands = List.of(x, emit.ints(op.axes()));
    return emit.widened(
        KINDS.get(op.kind()), at.type(), operands, w -> w.attribute("keep_dims", op.keepDims()));
  }

  /** Whether this is the sum over all axes but the last, for which there is a faster kernel. */
  private static boolean isBiasGradient(Reduction.Reduce op, Wire x) {
    return op.kind() == ReduceKind.SUM
        && x.dtype().isFloating()
        && x.rank() >= 2
        && op.axes().size() == x.rank() - 1
        && !op.axes().contains(x.rank() - 1);
  }

  private static Wire argMax(Reduction.ArgMax op, Site at) {
    Wire axis = at.emit().scalar(DataType.INT32, op.axis());
    return at.emit()
        .widened(
            "ArgMax",
            at.type(),
            List.of(at.input(0), axis),
            w -> w.type("output_type", DataType.INT32));
  }

  private static Wire cumSum(Reduction.CumSum op, Site at) {
    Wire axis = at.emit().scalar(DataType.INT32, op.axis());
    return at.emit().widened("Cumsum", at.type(), List.of(at.input(0), axis), w -> w);
  }
}
