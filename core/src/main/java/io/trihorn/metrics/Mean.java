package io.trihorn.metrics;

import io.trihorn.graph.TensorType;
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
  public final void build(TensorType yTrue, TensorType yPred) {
    ensureState();
  }

  @Override
  public final void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    ensureState();
    Tensor values = values(yTrue, yPred);
    add(trace, Ops.cast(values, dtype()), weights(trace, yTrue, yPred, sampleWeight));
  }

  /**
   * The weights of a batch's values. As in Keras, a mask that the values carry counts where there
   * are sample weights.
   *
   * @param yTrue the targets, or null
   * @param yPred the predictions, which may carry a mask
   * @param sampleWeight the weights given, or null
   */
  Tensor weights(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    return sampleWeight == null ? null : masked(sampleWeight, trace.mask(yPred));
  }

  /** Weights times a mask; either may be null. */
  final Tensor masked(Tensor weight, Tensor mask) {
    if (mask == null) {
      return weight;
    }
    if (weight == null) {
      return Ops.cast(mask, dtype());
    }
    Tensor[] pair = Ranks.align(weight, Ops.cast(mask, weight.dtype()));
    return Ops.multiply(pair[0], pair[1]);
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
