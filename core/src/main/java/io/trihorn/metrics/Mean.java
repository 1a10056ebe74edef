package io.trihorn.metrics;

import io.trihorn.layers.Trace;
import io.trihorn.layers.Weight;
import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The weighted mean of values: of the predictions themselves, or of a function in subclasses. */
public class Mean extends Metric {
  private Weight total;
  private Weight count;

  /** The mean of no values yet, which is 0. */
  public Mean() {}

  /** The values of a batch; by default the predictions. */
  protected Tensor values(Tensor yTrue, Tensor yPred) {
    return yPred;
  }

  private void ensureState() {
    if (total == null) {
      total = addVariable("total");
      count = addVariable("count");
    }
  }

  @Override
  public final void build(io.trihorn.graph.TensorType yTrue, io.trihorn.graph.TensorType yPred) {
    ensureState();
  }

  @Override
  public final void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    ensureState();
    add(trace, Ops.cast(values(yTrue, yPred), dtype()), sampleWeight);
  }

  /** Takes values into the mean. */
  protected final void add(Trace trace, Tensor values, Tensor sampleWeight) {
    if (sampleWeight == null) {
      increase(trace, total, Ops.sum(values));
      increase(trace, count, values.scalar(values.size()));
      return;
    }
    Tensor[] pair = Ranks.align(Ops.cast(sampleWeight, values.dtype()), values);
    Tensor v = pair[1];
    Tensor w = pair[0];
    if (w.rank() < v.rank()) {
      // As Keras: values are averaged over the axes that weights do not have.
      v = Ops.mean(v, java.util.stream.IntStream.range(w.rank(), v.rank()).toArray());
    }
    Tensor wide = Ranks.spreadTo(w, v);
    increase(trace, total, Ops.sum(Ops.multiply(v, wide)));
    increase(trace, count, Ops.sum(wide));
  }

  @Override
  public final Tensor result(Trace trace) {
    ensureState();
    Tensor sum = trace.read(total.variable());
    Tensor n = trace.read(count.variable());
    Tensor nonzero = Ops.notEqual(n, 0);
    return Ops.where(nonzero, Ops.divide(sum, Ops.where(nonzero, n, 1)), 0);
  }
}
