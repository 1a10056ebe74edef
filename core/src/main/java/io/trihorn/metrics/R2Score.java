package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;

/**
 * The coefficient of determination of predictions {@code (batch, outputs)}: {@code 1 - sum((t -
 * p)^2) / sum((t - mean)^2)} for each output, averaged evenly, by variance or not at all; adjusted
 * where a number of regressors is given.
 */
public final class R2Score extends Metric {
  private String aggregation = "uniform_average";
  private int regressors;
  private Weight samples;
  private Weight squares;
  private Weight sum;
  private Weight residual;
  private Weight count;

  /** A metric with Keras's defaults. */
  public R2Score() {}

  @Override
  protected String defaultName() {
    return "r2_score";
  }

  /** {@code uniform_average} (the default), {@code variance_weighted_average}, or null. */
  public R2Score classAggregation(String value) {
    set("class_aggregation", value);
    return this;
  }

  /** How many independent regressors adjust the score; by default 0. */
  public R2Score numRegressors(int value) {
    set("num_regressors", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    aggregation = config.text("class_aggregation", aggregation);
    regressors = config.integer("num_regressors", regressors);
  }

  @Override
  public void build(TensorType yTrue, TensorType yPred) {
    if (samples == null) {
      long outputs = yPred.dim(-1);
      samples = addVariable("num_samples");
      squares = addVariable("squared_sum", outputs);
      sum = addVariable("sum", outputs);
      residual = addVariable("residual", outputs);
      count = addVariable("count", outputs);
    }
  }

  @Override
  public void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    build(yTrue.type(), yPred.type());
    Tensor[] pair = Ranks.align(Ops.cast(yTrue, dtype()), Ops.cast(yPred, dtype()));
    Tensor t = pair[0];
    Tensor weight = sampleWeight == null ? Shapes.onesLike(t) : Ranks.spreadTo(sampleWeight, t);
    Tensor weighted = Ops.multiply(t, weight);
    Tensor error = Ops.multiply(Ops.square(Ops.subtract(t, pair[1])), weight);
    increase(trace, sum, Ops.sum(weighted, 0));
    increase(trace, squares, Ops.sum(Ops.multiply(t, weighted), 0));
    increase(trace, residual, Ops.sum(error, 0));
    increase(trace, count, Ops.sum(weight, 0));
    increase(trace, samples, t.scalar(t.size()));
  }

  @Override
  public Tensor result(Trace trace) {
    Tensor total = trace.read(sum.variable());
    Tensor mean = Ops.divide(total, trace.read(count.variable()));
    Tensor spread = Ops.subtract(trace.read(squares.variable()), Ops.multiply(total, mean));
    Tensor raw = Ops.subtract(1, Ops.divide(trace.read(residual.variable()), spread));
    Tensor infinite = Ops.equal(Ops.abs(raw), Double.POSITIVE_INFINITY);
    Tensor scores = Ops.where(infinite, 0, raw);
    Tensor score =
        aggregation == null
            ? scores
            : aggregation.equals("uniform_average")
                ? Ops.mean(scores)
                : Ops.divide(Ops.sum(Ops.multiply(spread, scores)), Ops.sum(spread));
    if (regressors == 0) {
      return score;
    }
    // With too few samples to adjust, the plain score stays.
    Tensor n = trace.read(samples.variable());
    Tensor free = Ops.subtract(n, regressors + 1);
    Tensor enough = Ops.greater(free, 0);
    Tensor missing = Ops.multiply(Ops.subtract(1, score), Ops.subtract(n, 1));
    Tensor adjusted = Ops.subtract(1, Ops.divide(missing, Ops.where(enough, free, 1)));
    return Ops.where(enough, adjusted, score);
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
