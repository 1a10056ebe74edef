package io.trihorn.metrics;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/** How often predictions are right. */
public final class Accuracies {
  private Accuracies() {}

  /** A mean of which more is better. */
  private abstract static class Share extends MeanMetricWrapper {
    @Override
    public Direction direction() {
      return Direction.UP;
    }
  }

  /** Classes by index: targets {@code (batch, ...)}, predictions {@code (batch, ..., classes)}. */
  public static final class SparseCategoricalAccuracy extends Share {
    /** A metric with Keras's defaults. */
    public SparseCategoricalAccuracy() {}

    @Override
    protected Tensor values(Tensor yTrue, Tensor yPred) {
      boolean extra = yTrue.rank() == yPred.rank() && yTrue.dim(-1) == 1;
      Tensor target = extra ? Shapes.squeeze(yTrue, -1) : yTrue;
      return Ops.equal(Ops.cast(target, DataType.INT32), Ops.argmax(yPred, -1));
    }

    @Override
    public boolean sparseTargets() {
      return true;
    }
  }

  /** Classes by probabilities: targets and predictions {@code (batch, ..., classes)}. */
  public static final class CategoricalAccuracy extends Share {
    /** A metric with Keras's defaults. */
    public CategoricalAccuracy() {}

    @Override
    protected Tensor values(Tensor yTrue, Tensor yPred) {
      return Ops.equal(Ops.argmax(yTrue, -1), Ops.argmax(yPred, -1));
    }
  }

  /** Yes or no: predictions above a threshold, by default 0.5, count as 1. */
  public static final class BinaryAccuracy extends Share {
    private double threshold = 0.5;

    /** A metric with Keras's defaults. */
    public BinaryAccuracy() {}

    /** Above it predictions count as 1; by default 0.5. */
    public BinaryAccuracy threshold(double value) {
      threshold = value;
      return this;
    }

    @Override
    public void configure(Config config) {
      super.configure(config);
      threshold = config.number("threshold", threshold);
    }

    @Override
    protected Tensor values(Tensor yTrue, Tensor yPred) {
      Tensor[] pair = Ranks.align(yTrue, yPred);
      Tensor yes = Ops.cast(Ops.greater(pair[1], threshold), pair[0].dtype());
      return Ops.equal(pair[0], yes);
    }
  }

  /** Predictions equal to targets. */
  public static final class Accuracy extends Share {
    /** A metric with Keras's defaults. */
    public Accuracy() {}

    @Override
    protected Tensor values(Tensor yTrue, Tensor yPred) {
      Tensor[] pair = Ranks.align(yTrue, yPred);
      return Ops.equal(pair[0], pair[1]);
    }
  }
}
