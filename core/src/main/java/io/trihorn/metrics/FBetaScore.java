package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorType;
import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * {@code (1 + beta^2) precision recall / (beta^2 precision + recall)} of each class, from targets
 * and predictions {@code (batch, classes)}; {@code F1Score} is that of beta 1. Without a threshold
 * the largest prediction of a sample says yes.
 */
public final class FBetaScore extends Metric {
  private static final double EPSILON = 1e-7;
  private final boolean anyBeta;
  private String average;
  private double beta = 1;
  private Double threshold;
  private Weight truePositives;
  private Weight falsePositives;
  private Weight falseNegatives;
  private Weight weights;

  FBetaScore(boolean anyBeta) {
    this.anyBeta = anyBeta;
  }

  @Override
  public String className() {
    return anyBeta ? "FBetaScore" : "F1Score";
  }

  @Override
  protected String defaultName() {
    return anyBeta ? "fbeta_score" : "f1_score";
  }

  /** {@code micro}, {@code macro}, {@code weighted}, or null for a number for each class. */
  public FBetaScore average(String value) {
    set("average", value);
    return this;
  }

  /** How much more recall counts than precision; by default 1. Not for F1Score. */
  public FBetaScore beta(double value) {
    set("beta", value);
    return this;
  }

  /** Above it a prediction says yes; null where the largest does. */
  public FBetaScore threshold(Double value) {
    set("threshold", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    average = config.text("average", average);
    if (anyBeta) {
      beta = config.number("beta", beta);
    }
    threshold = config.nullableNumber("threshold", threshold);
    if (average != null && !List.of("micro", "macro", "weighted").contains(average)) {
      throw new ConfigException(
          className() + ": average should be micro, macro, weighted or null, but is " + average);
    }
  }

  @Override
  public void build(TensorType yTrue, TensorType yPred) {
    if (truePositives == null) {
      long[] dims = "micro".equals(average) ? new long[0] : new long[] {yPred.dim(-1)};
      truePositives = addVariable("true_positives", dims);
      falsePositives = addVariable("false_positives", dims);
      falseNegatives = addVariable("false_negatives", dims);
      weights = addVariable("intermediate_weights", dims);
    }
  }

  private Tensor predicted(Tensor p) {
    if (threshold != null) {
      return Ops.cast(Ops.greater(p, threshold), dtype());
    }
    // A sample of zeros says no to all.
    Tensor nonzero = Ops.greater(Ops.abs(p), 1e-9);
    Tensor largest = Ops.greaterEqual(p, Ops.maxKeep(p, -1));
    return Ops.cast(Ops.logicalAnd(largest, nonzero), dtype());
  }

  @Override
  public void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    build(yTrue.type(), yPred.type());
    Tensor t = Ops.cast(yTrue, dtype());
    Tensor p = predicted(Ops.cast(yPred, dtype()));
    Tensor w = sampleWeight == null ? Shapes.onesLike(t) : Ranks.spreadTo(sampleWeight, t);
    add(trace, truePositives, Ops.multiply(p, t), w);
    add(trace, falsePositives, Ops.multiply(p, Ops.subtract(1, t)), w);
    add(trace, falseNegatives, Ops.multiply(Ops.subtract(1, p), t), w);
    add(trace, weights, t, w);
  }

  private void add(Trace trace, Weight variable, Tensor x, Tensor w) {
    Tensor weighted = Ops.multiply(x, w);
    increase(
        trace, variable, variable.type().rank() == 0 ? Ops.sum(weighted) : Ops.sum(weighted, 0));
  }

  @Override
  public Tensor result(Trace trace) {
    Tensor tp = trace.read(truePositives.variable());
    Tensor precision = share(tp, trace.read(falsePositives.variable()));
    Tensor recall = share(tp, trace.read(falseNegatives.variable()));
    Tensor sum = Ops.add(Ops.multiply(precision, beta * beta), recall);
    Tensor mean = Ops.divide(Ops.multiply(precision, recall), Ops.add(sum, EPSILON));
    Tensor score = Ops.multiply(mean, 1 + beta * beta);
    if (average == null) {
      return score;
    }
    if (!average.equals("weighted")) {
      return Ops.mean(score);
    }
    Tensor w = trace.read(weights.variable());
    Tensor shares = Ops.divide(w, Ops.add(Ops.sum(w), EPSILON));
    return Ops.sum(Ops.multiply(score, shares));
  }

  private static Tensor share(Tensor right, Tensor wrong) {
    return Ops.divide(right, Ops.add(Ops.add(right, wrong), EPSILON));
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
