package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Reduction;
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

  /** libnd4j's, for floats only; sums of integers by adding what is further and further away. */
  static Ref cumSum(Reduction.CumSum op, Lowering l) {
    Emitter emit = l.emit();
    Ref x = ReductionLowerings.grouped(emit, l.in(0), List.of(op.axis()));
    if (!x.dtype().isFloating()) {
      return GraphLowering.compose(emit, List.of(x), in -> List.of(doubling(in.get(0))))
          .get(0)
          .reshape(l.type().dims());
    }
    Ref z = l.result();
    emit.custom("cumsum", List.of(x), List.of(z.reshape(x.shape())), Args.ints(0, 0, 1));
    return z;
  }

  private static Tensor doubling(Tensor x) {
    long length = x.dim(1);
    Tensor sums = x;
    for (long far = 1; far < length; far *= 2) {
      Tensor before = Shapes.slice(sums, 1, 0, length - far);
      Tensor moved = Shapes.pad(before, new long[] {0, far, 0}, new long[3], 0);
      sums = Ops.add(sums, moved);
    }
    return sums;
  }
}
