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
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * A loss. One of your own overrides {@link #call}, written with {@code ops}, and trains on every
 * backend.
 */
public abstract class Loss implements Configurable {
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
   * Looks at targets on the host before they are used. Where they are refused, what has the sample
   * weight 0 is taken to be 0 and they are looked at again.
   *
   * @param prediction the shape of the predictions they belong to, -1 where an extent is open
   * @throws IllegalArgumentException if they cannot be targets for these predictions
   */
  public void checkTargets(TensorData targets, Shape prediction) {}

  /**
   * How many classes the targets of some predictions tell apart; -1, the default, where they are
   * numbers or that is open.
   *
   * @param prediction the shape of the predictions, -1 where an extent is open
   */
  public long classes(Shape prediction) {
    return -1;
  }

  /** The losses of samples before weights and reduction, as metrics of the same name use them. */
  public final Tensor perSample(Tensor yTrue, Tensor yPred) {
    Tensor[] pair = aligned(yTrue, yPred);
    return call(pair[0], pair[1]);
  }

  private Tensor[] aligned(Tensor yTrue, Tensor yPred) {
    Tensor target = sparseTargets() ? yTrue : Ops.cast(yTrue, dtype);
    return Ranks.align(target, Ops.cast(yPred, dtype));
  }

  /**
   * The loss as one number, or for each sample where the reduction is none.
   *
   * @param sampleWeight weights that broadcast to the losses, or null
   * @param mask booleans, true where a prediction counts, or null
   */
  public final Tensor compute(Tensor yTrue, Tensor yPred, Tensor sampleWeight, Tensor mask) {
    Tensor[] pair = aligned(yTrue, yPred);
    Tensor losses = call(pair[0], pair[1]);
    Tensor counted = counted(pair[0], pair[1], losses);
    boolean both = mask != null && counted != null;
    Tensor combined = both ? Ops.logicalAnd(mask, counted) : mask == null ? counted : mask;
    return reduce(losses, sampleWeight, combined);
  }

  private Tensor reduce(Tensor values, Tensor sampleWeight, Tensor mask) {
    Tensor weights = null;
    if (sampleWeight != null) {
      weights = Ops.cast(sampleWeight, values.dtype());
      requireFit("sample weights are", weights, values);
    }
    if (mask != null) {
      requireFit("mask of the predictions is", mask, values);
      weights = masked(weights, Ops.cast(mask, values.dtype()));
    }
    Tensor weighted = weights == null ? values : product(values, weights);
    return switch (reduction) {
      case NONE -> weighted;
      case SUM -> Ops.sum(weighted);
      case SUM_OVER_BATCH_SIZE, MEAN -> mean(weighted);
      case MEAN_WITH_SAMPLE_WEIGHT ->
          weights == null ? mean(weighted) : Logic.divideNoNan(Ops.sum(weighted), Ops.sum(weights));
    };
  }

  private static Tensor mean(Tensor x) {
    return Ops.divide(Ops.sum(x), Math.max(1, x.size()));
  }

  /**
   * As in Keras, what has fewer axes than the losses belongs to the last of these; a loss that is
   * one number takes weights of any shape.
   */
  private void requireFit(String what, Tensor given, Tensor values) {
    Tensor[] pair = Ranks.align(given, values);
    long[] g = pair[0].type().dims();
    long[] v = pair[1].type().dims();
    boolean fits = v.length == 0 || g.length <= v.length;
    for (int i = 1; fits && i <= Math.min(g.length, v.length); i++) {
      long x = g[g.length - i];
      long y = v[v.length - i];
      fits = x == y || x == 1 || y == 1;
    }
    if (!fits) {
      String rows = v.length == 1 ? "," : ", with an extent of 1 for each further axis,";
      throw new ShapeException(
          "loss '%s' has a value for each of %s, but the %s %s; give one for each row%s or one for each value"
              .formatted(name(), values.shape(), what, given.shape(), rows));
    }
  }

  private static Tensor product(Tensor a, Tensor b) {
    Tensor[] pair = Ranks.align(a, b);
    return Ops.multiply(pair[0], pair[1]);
  }

  /** With a mean, what the mask leaves out does not count in the number of samples either. */
  private Tensor masked(Tensor weights, Tensor mask) {
    Tensor m = mask;
    if (reduction == Reduction.SUM_OVER_BATCH_SIZE || reduction == Reduction.MEAN) {
      m = Ops.multiply(m, Logic.divideNoNan(m.scalar(m.size()), Ops.sum(m)));
    }
    return weights == null ? m : product(weights, m);
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
