package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.ops.Ops;
import java.util.List;

/** What reductions for cards need besides those that processors have from libnd4j too. */
final class CardReductions {
  private CardReductions() {}

  /** The extreme along the middle axis of a dense {@code (before, length, after)}, or NaN. */
  static void extreme(Emitter emit, ReduceKind kind, Ref x, Ref z) {
    Ref found = emit.temp(z.dtype(), z.shape());
    ReductionLowerings.plain(emit, kind, x, found);
    Ref kept =
        GraphLowering.compose(
                emit,
                List.of(x, found),
                in -> List.of(Ops.where(Ops.any(Ops.isnan(in.get(0)), 1), Double.NaN, in.get(1))))
            .get(0);
    emit.copy(kept, z);
  }

  /** By adding what is further and further away: libnd4j has it for floats only. */
  static Ref cumSum(Reduction.CumSum op, Lowering l) {
    Ref sums = l.emit().copyOf(l.in(0));
    long length = sums.dim(op.axis());
    for (long far = 1; far < length; far *= 2) {
      Ref before = l.emit().copyOf(sums.part(op.axis(), 0, length - far));
      l.emit().addTo(sums.part(op.axis(), far, length - far), before);
    }
    return sums;
  }
}
