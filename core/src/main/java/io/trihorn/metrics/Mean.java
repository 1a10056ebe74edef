package io.trihorn.metrics;

import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;

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
    Tensor weight = masked(sampleWeight, yPred == null ? null : trace.mask(yPred));
    add(trace, Ops.cast(values(yTrue, yPred), dtype()), weight);
  }

  /** As in Keras, the mask of the predictions counts where there are sample weights. */
  private static Tensor masked(Tensor weight, Tensor mask) {
    if (weight == null || mask == null) {
      return weight;
    }
    Tensor counts = Ops.cast(mask, weight.dtype());
    int rank = Math.max(weight.rank(), counts.rank());
    return Ops.multiply(Ranks.spread(weight, rank), Ranks.spread(counts, rank));
  }

  /** Takes values into the mean. */
  protected final void add(Trace trace, Tensor values, Tensor sampleWeight) {
    Samples samples = Samples.of(values, sampleWeight, Ops::mean);
    increase(trace, total, Ops.sum(samples.values()));
    Tensor n =
        samples.weights() != null
            ? Ops.sum(samples.weights())
            : values.scalar(values.rank() == 0 ? 1 : values.dim(0));
    increase(trace, count, n);
  }

  @Override
  public Tensor result(Trace trace) {
    ensureState();
    return ratio(trace.read(total.variable()), trace.read(count.variable()));
  }
}
