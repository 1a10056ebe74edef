package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.losses.LossFunctions;
import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** How alike targets and predictions are along an axis, by default the last. */
public final class AlongAxis extends MeanMetricWrapper {
  /** Keras's metrics of this kind. */
  enum Kind {
    /** The cosine of the angle between both. */
    COSINE("CosineSimilarity"),
    /** The mean of the products of both, each with mean 0 and variance 1. */
    PEARSON("PearsonCorrelation"),
    /** Twice a covariance divided by both variances and the squared difference of the means. */
    CONCORDANCE("ConcordanceCorrelation");

    private final String className;

    Kind(String className) {
      this.className = className;
    }
  }

  private static final double EPSILON = 1e-7;
  private final Kind kind;
  private int axis = -1;

  AlongAxis(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String className() {
    return kind.className;
  }

  /** The axis; by default the last. */
  public AlongAxis axis(int value) {
    set("axis", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    axis = config.integer("axis", axis);
  }

  @Override
  protected Tensor values(Tensor yTrue, Tensor yPred) {
    Tensor[] pair = Ranks.align(Ops.cast(yTrue, dtype()), Ops.cast(yPred, dtype()));
    return switch (kind) {
      case COSINE -> LossFunctions.cosine(pair[0], pair[1], axis);
      case PEARSON -> Ops.mean(Ops.multiply(standard(pair[0]), standard(pair[1])), axis);
      case CONCORDANCE -> concordance(pair[0], pair[1]);
    };
  }

  private Tensor standard(Tensor x) {
    Tensor centered = Ops.subtract(x, Ops.meanKeep(x, axis));
    return Ops.divide(centered, Ops.sqrt(Ops.varianceKeep(centered, axis)));
  }

  private Tensor concordance(Tensor t, Tensor p) {
    Tensor trueMean = Ops.meanKeep(t, axis);
    Tensor mean = Ops.meanKeep(p, axis);
    // Keras takes the predictions' mean off the targets too; it makes no difference to the mean.
    Tensor together = Ops.multiply(Ops.subtract(t, mean), Ops.subtract(p, mean));
    Tensor spread = Ops.add(Ops.varianceKeep(t, axis), Ops.varianceKeep(p, axis));
    Tensor apart = Ops.square(Ops.subtract(trueMean, mean));
    Tensor norm = Ops.add(Ops.add(spread, apart), EPSILON);
    return Ops.mean(Ops.divide(Ops.multiply(together, 2), norm), axis);
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
