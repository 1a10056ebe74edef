package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Cross-entropy of yes-or-no probabilities: targets and predictions {@code (batch, ..., outputs)}.
 */
public final class BinaryCrossentropy extends Loss {
  private boolean fromLogits;
  private double labelSmoothing;
  private int axis = -1;

  /** A loss with Keras's defaults. */
  public BinaryCrossentropy() {}

  /** Whether predictions are logits; by default they are probabilities. */
  public BinaryCrossentropy fromLogits(boolean value) {
    fromLogits = value;
    return this;
  }

  /** The share by which targets move towards a half; by default 0. */
  public BinaryCrossentropy labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /** The axis that the mean is taken over; by default the last. */
  public BinaryCrossentropy axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    fromLogits = config.bool("from_logits", fromLogits);
    labelSmoothing = config.number("label_smoothing", labelSmoothing);
    axis = config.integer("axis", axis);
  }

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.binary(name(), targets, prediction);
  }

  @Override
  public void checkTargets(TensorData targets, Shape prediction) {
    Targets.labels(name(), targets, 0);
  }

  @Override
  public long classes(Shape prediction) {
    return Targets.yesAndNo(prediction);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    Tensor smooth = Crossentropies.smooth(yTrue, labelSmoothing, 2);
    return Ops.mean(Crossentropies.binary(smooth, yPred, fromLogits), axis);
  }
}
