package io.trihorn.metrics;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;

/** The weighted sum of the predictions themselves. */
public final class Sum extends Metric {
  private Weight total;

  /** A metric with Keras's defaults. */
  public Sum() {}

  @Override
  public void build(TensorType yTrue, TensorType yPred) {
    if (total == null) {
      total = addVariable("total");
    }
  }

  @Override
  public void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    build(null, yPred.type());
    Samples samples = Samples.of(Ops.cast(yPred, dtype()), sampleWeight, Ops::sum);
    increase(trace, total, Ops.sum(samples.values()));
  }

  @Override
  public Tensor result(Trace trace) {
    return trace.read(total.variable());
  }
}
