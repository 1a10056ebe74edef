package io.trihorn.metrics;

import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;

/** The square root of the mean of squared differences. */
public final class RootMeanSquaredError extends Mean {
  /** A metric with Keras's defaults. */
  public RootMeanSquaredError() {}

  @Override
  protected Tensor values(Tensor yTrue, Tensor yPred) {
    Tensor[] pair = Ranks.align(Ops.cast(yTrue, dtype()), Ops.cast(yPred, dtype()));
    return Ops.square(Ops.subtract(pair[1], pair[0]));
  }

  /** Keras squares the errors without their mask. */
  @Override
  Tensor weights(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    return sampleWeight;
  }

  @Override
  public Tensor result(Trace trace) {
    return Ops.sqrt(super.result(trace));
  }

  @Override
  public Direction direction() {
    return Direction.DOWN;
  }
}
