package io.trihorn.metrics;

import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;

/**
 * The weighted mean of a function of targets and predictions. What a mask of the predictions leaves
 * out does not count, with sample weights or without.
 */
public abstract class MeanMetricWrapper extends Mean {
  /** A mean of no values yet, which is 0. */
  protected MeanMetricWrapper() {}

  /**
   * The values of a batch.
   *
   * @param yTrue targets {@code (batch, ...)}
   * @param yPred predictions {@code (batch, ...)}
   * @return a value for each sample, usually {@code (batch, ...)} without the last axis
   */
  @Override
  protected abstract Tensor values(Tensor yTrue, Tensor yPred);

  @Override
  Tensor weights(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    Tensor weight = masked(sampleWeight, trace.mask(yPred));
    return weight == null ? null : masked(weight, counted(yTrue, yPred));
  }

  /** Which values count where there are weights or a mask, as booleans; null for all. */
  Tensor counted(Tensor yTrue, Tensor yPred) {
    return null;
  }
}
