package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
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
  static Tensor cumSum(Tensor x, int axis) {
    Tensor sums = x;
    long[] none = new long[x.rank()];
    for (long far = 1; far < x.dim(axis); far *= 2) {
      long[] low = none.clone();
      low[axis] = far;
      Tensor before = Shapes.slice(sums, axis, 0, x.dim(axis) - far);
      sums = Ops.add(sums, Shapes.pad(before, low, none, 0));
    }
    return sums;
  }
}
