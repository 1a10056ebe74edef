package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.MaxPoolRows;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import java.util.List;
import java.util.Optional;

/** Lowerings of {@link Pooling}, for processors and for cards. */
final class PoolingLowerings {
  private static final String MAX = "maxpool";
  private static final String AVERAGE = "avgpool";

  /** What a border is of that never is the largest. */
  private static final double NEVER = Double.NEGATIVE_INFINITY;

  /** oneDNN takes so many channels at once, and twice as long where they do not come out even. */
  private static final int CHANNELS_AT_ONCE = 8;

  private PoolingLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Pooling.MaxPool.class, (op, l) -> List.of(max(op, l)))
        .on(Pooling.MaxPoolGradient.class, (op, l) -> List.of(maxGradient(op, l)))
        .on(Pooling.AveragePool.class, (op, l) -> List.of(average(op, l)))
        .on(Pooling.AveragePoolGradient.class, (op, l) -> List.of(averageGradient(op, l)));
  }

  private static Ref max(Pooling.MaxPool op, Lowering l) {
    Pools pools = Pools.of(op.spec(), l, l.in(0).shape());
    Ref x = pools.in(l.in(0));
    boolean rows = pools.haveRows() && pools.channels() % CHANNELS_AT_ONCE != 0;
    return pools.out(
        rows ? pools.byRows(MaxPoolRows::max, pools.results(), x) : pools.pool(MAX, x, NEVER));
  }

  private static Ref maxGradient(Pooling.MaxPoolGradient op, Lowering l) {
    Pools pools = Pools.of(op.spec(), l, l.in(0).shape());
    Ref x = pools.in(l.in(0));
    Ref dy = pools.in(l.in(2));
    Optional<Ref> byOneDnn = pools.maxGradient(x, dy);
    if (byOneDnn.isPresent()) {
      return pools.out(byOneDnn.get());
    }
    return pools.out(
        pools.haveRows()
            ? pools.byRows(MaxPoolRows::gradient, pools.images(), x, dy)
            : pools.gradient(MAX, x, dy, NEVER));
  }

  private static Ref average(Pooling.AveragePool op, Lowering l) {
    Pools pools = Pools.of(op.spec(), l, l.in(0).shape());
    return pools.out(pools.withoutBorder(pools.pool(AVERAGE, pools.in(l.in(0)), 0)));
  }

  private static Ref averageGradient(Pooling.AveragePoolGradient op, Lowering l) {
    Pools pools = Pools.of(op.spec(), l, op.inputShape().getShape());
    Ref dy = pools.withoutBorder(pools.in(l.in(0)));
    return pools.out(pools.gradient(AVERAGE, pools.zeros(), dy, 0));
  }
}
