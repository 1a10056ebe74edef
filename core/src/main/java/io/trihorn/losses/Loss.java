package io.trihorn.losses;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Floatx;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * A loss. One of your own overrides {@link #call}, written with {@code ops}, and trains on every
 * backend.
 */
public abstract class Loss implements Configurable {
  private static final double EPSILON = 1e-7;
  private String name;
  private Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;
  private DataType dtype = Floatx.floatx();

  /** A loss with default attributes. */
  protected Loss() {}

  /**
   * The loss of each sample.
   *
   * @param yTrue targets {@code (batch, ...)}
   * @param yPred predictions {@code (batch, ..., outputs)}, floating
   * @return losses, usually {@code (batch, ...)} without the last axis
   */
  protected abstract Tensor call(Tensor yTrue, Tensor yPred);

  /** Which samples count in the mean, as booleans; null, the default, for all. */
  protected Tensor counted(Tensor yTrue, Tensor yPred, Tensor losses) {
    return null;
  }

  /** The name where none is given; by default the class name in Keras's spelling. */
  protected String defaultName() {
    return Names.snake(className());
  }

  /** Whether targets are class indices, which keep their element type. */
  public boolean sparseTargets() {
    return false;
  }

  /**
   * Looks at the types of targets once for each, before they are used; by default at nothing.
   *
   * @param targets {@code (batch, ...)}
   * @param prediction the predictions they belong to, {@code (batch, ..., outputs)}
   * @throws ShapeException if they cannot be targets for these predictions
   */
  public void checkTypes(TensorType targets, TensorType prediction) {}

  /**
   * Looks at targets on the host before they are used.
   *
   * @param prediction the shape of the predictions they belong to, -1 where an extent is open
   * @throws IllegalArgumentException if they cannot be targets for these predictions
   */
  public void checkTargets(TensorData targets, Shape prediction) {}

  /** The losses of samples before weights and reduction, as metrics of the same name use them. */
  public final Tensor perSample(Tensor yTrue, Tensor yPred) {
    Tensor prediction = Ops.cast(yPred, dtype);
    Tensor[] pair = Ranks.align(sparseTargets() ? yTrue : Ops.cast(yTrue, dtype), prediction);
    return call(pair[0], pair[1]);
  }

  /**
   * The loss as one number, or for each sample where the reduction is none.
   *
   * @param sampleWeight weights that broadcast to the losses, or null
   * @param mask booleans, true where a prediction counts, or null
   */
  public final Tensor compute(Tensor yTrue, Tensor yPred, Tensor sampleWeight, Tensor mask) {
    Tensor prediction = Ops.cast(yPred, dtype);
    Tensor target = sparseTargets() ? yTrue : Ops.cast(yTrue, dtype);
    Tensor[] pair = Ranks.align(target, prediction);
    Tensor losses = call(pair[0], pair[1]);
    Tensor counted = counted(pair[0], pair[1], losses);
    boolean both = mask != null && counted != null;
    Tensor combined = both ? Ops.logicalAnd(mask, counted) : mask == null ? counted : mask;
    return reduce(losses, sampleWeight, combined);
  }

  /** Weights may leave out axes at the end. */
  private void requireFit(Tensor weights, Tensor values) {
    boolean fits = weights.rank() <= values.rank();
    for (int i = 0; fits && i < weights.rank(); i++) {
      long w = weights.dim(i);
      fits = w == values.dim(i) || w == 1 || values.dim(i) == 1;
    }
    if (!fits) {
      throw new ShapeException(
          "loss '%s' has a value for each of %s, but the sample weights are %s; give one for each row, or one for each value"
              .formatted(name(), values.shape(), weights.shape()));
    }
  }

  private Tensor reduce(Tensor values, Tensor sampleWeight, Tensor mask) {
    Tensor weights = sampleWeight == null ? null : Ops.cast(sampleWeight, values.dtype());
    if (weights != null) {
      Tensor[] pair = Ranks.align(weights, values);
      requireFit(pair[0], pair[1]);
    }
    if (mask != null) {
      weights = masked(weights, Ops.cast(mask, values.dtype()), values);
    }
    Tensor weighted = values;
    if (weights != null) {
      Tensor[] pair = Ranks.align(weights, values);
      weights = pair[0];
      weighted = weighted(pair[1], weights);
    }
    return switch (reduction) {
      case NONE -> weighted;
      case SUM -> Ops.sum(weighted);
      case SUM_OVER_BATCH_SIZE, MEAN -> Ops.divide(Ops.sum(weighted), Math.max(1, values.size()));
      case MEAN_WITH_SAMPLE_WEIGHT ->
          weights == null
              ? Ops.mean(weighted)
              : Ops.divide(
                  Ops.sum(weighted),
                  Ops.add(Ops.sum(Shapes.broadcastTo(weights, weighted.type().dims())), EPSILON));
    };
  }

  /** As in Keras, weights of fewer axes than the losses belong to the last of these. */
  private Tensor weighted(Tensor values, Tensor weights) {
    int missing = values.rank() - weights.rank();
    for (int axis = 0; axis < weights.rank(); axis++) {
      long extent = weights.dim(axis);
      if (missing < 0 || extent != 1 && extent != values.dim(missing + axis)) {
        throw new ShapeException(
            "loss '"
                + name()
                + "': the losses of a batch are "
                + values.type().shape()
                + ", but the sample weights are "
                + weights.type().shape()
                + "; give a weight for each of them, or 1 where an axis has one for all, as in"
                + " (batch, 1)");
      }
    }
    return Ops.multiply(values, weights);
  }

  /** With a mean, what the mask leaves out does not count in the number of samples either. */
  private Tensor masked(Tensor weights, Tensor mask, Tensor values) {
    Tensor m = mask;
    if (reduction == Reduction.SUM_OVER_BATCH_SIZE || reduction == Reduction.MEAN) {
      Tensor valid = Ops.sum(m);
      m = Ops.multiply(m, Ops.divide(m.scalar(mask.size()), Ops.add(valid, EPSILON)));
    }
    if (weights == null) {
      return m;
    }
    Tensor[] pair = Ranks.align(weights, m);
    return weighted(pair[1], pair[0]);
  }

  @Override
  public void configure(Config config) {
    name = config.text("name", name());
    reduction = Reduction.parse(config.text("reduction", reduction.keras()));
    dtype = config.dtype("dtype", dtype);
  }

  /** The name; by default the class name in Keras's spelling. */
  public final String name() {
    return name == null ? defaultName() : name;
  }

  /** How the losses of samples become one number; by default {@code sum_over_batch_size}. */
  public final Reduction reduction() {
    return reduction;
  }

  /** Gives the loss a name for the logs. */
  public final Loss name(String newName) {
    name = newName;
    return this;
  }

  /** Sets the element type that the loss is computed in by Keras's name; by default float32. */
  public final Loss dtype(String newDtype) {
    dtype = DTypes.parse(newDtype);
    return this;
  }

  /** Sets the reduction by Keras's name. */
  public final Loss reduction(String value) {
    reduction = Reduction.parse(value);
    return this;
  }
}
