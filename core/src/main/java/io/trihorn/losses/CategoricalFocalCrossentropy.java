package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Categorical cross-entropy whose term of each class is times {@code alpha (1 - p)^gamma} (Lin et
 * al., 2017).
 */
public final class CategoricalFocalCrossentropy extends Loss {
  private static final double EPSILON = 1e-7;
  private double alpha = 0.25;
  private double gamma = 2;
  private boolean fromLogits;
  private double labelSmoothing;
  private int axis = -1;

  /** A loss with Keras's defaults. */
  public CategoricalFocalCrossentropy() {}

  /** What losses are multiplied by; by default 0.25. */
  public CategoricalFocalCrossentropy alpha(double value) {
    alpha = value;
    return this;
  }

  /** How much less easy samples count; by default 2. */
  public CategoricalFocalCrossentropy gamma(double value) {
    gamma = value;
    return this;
  }

  /** Whether predictions are logits; by default probabilities. */
  public CategoricalFocalCrossentropy fromLogits(boolean value) {
    fromLogits = value;
    return this;
  }

  /** How much targets are moved towards uniform; by default 0. */
  public CategoricalFocalCrossentropy labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /** The axis of the classes; by default the last. */
  public CategoricalFocalCrossentropy axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    fromLogits = config.bool("from_logits", fromLogits);
    labelSmoothing = config.number("label_smoothing", labelSmoothing);
    axis = config.integer("axis", axis);
    alpha = config.number("alpha", alpha);
    gamma = config.number("gamma", gamma);
  }

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.probabilities(name(), targets, prediction);
  }

  @Override
  public long classes(Shape prediction) {
    return Targets.classesAlong(prediction, axis);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    // Keras takes the last axis for the number of classes, whichever axis they are along.
    Tensor t = Crossentropies.smooth(yTrue, labelSmoothing, yTrue.dim(-1));
    Tensor given = fromLogits ? Nn.softmax(yPred, axis) : yPred;
    Tensor shares = Ops.divide(given, Ops.sumKeep(given, axis));
    Tensor p = Ops.clip(shares, EPSILON, 1 - EPSILON);
    Tensor factor = Ops.multiply(Ops.power(Ops.subtract(1, p), gamma), alpha);
    Tensor terms = Ops.multiply(factor, Ops.multiply(t, Ops.log(p)));
    return Ops.negative(Ops.sum(terms, axis));
  }
}
