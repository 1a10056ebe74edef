package io.trihorn.losses;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The mean of squared differences over the last axis. */
public final class MeanSquaredError extends Loss {
  /** A loss with Keras's defaults. */
  public MeanSquaredError() {}

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.numbers(name(), targets, prediction);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    return Ops.mean(Ops.square(Ops.subtract(yPred, yTrue)), -1);
  }
}
