package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;

/** Steps with a known number that several lowerings need. */
final class ScalarOps {
  private static final int DIVIDE = 3;

  private ScalarOps() {}

  /** {@code z = x / divisor} for dense arrays. */
  static void divide(Emitter emit, Ref x, double divisor, Ref z) {
    emit.scalarOp("divide", DIVIDE, x, emit.scalar(x.dtype(), divisor), z);
  }
}
