package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Cross-entropy between class probabilities: targets and predictions {@code (batch, ..., classes)}.
 */
public final class CategoricalCrossentropy extends Loss {
  private boolean fromLogits;
  private double labelSmoothing;
  private int axis = -1;

  /** A loss with Keras's defaults. */
  public CategoricalCrossentropy() {}

  /** Whether predictions are logits; by default they are probabilities. */
  public CategoricalCrossentropy fromLogits(boolean value) {
    fromLogits = value;
    return this;
  }

  /** The share by which targets move towards uniform; by default 0. */
  public CategoricalCrossentropy labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /** The axis of the classes; by default the last. */
  public CategoricalCrossentropy axis(int value) {
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
    Targets.probabilities(name(), targets, prediction);
  }

  @Override
  public long classes(Shape prediction) {
    return Targets.classesAlong(prediction, axis);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    // Keras takes the last axis for the number of classes, whichever axis they are along.
    Tensor smooth = Crossentropies.smooth(yTrue, labelSmoothing, yTrue.dim(-1));
    if (axis == -1 || axis == yPred.rank() - 1) {
      return Crossentropies.categorical(smooth, yPred, fromLogits);
    }
    return Crossentropies.categorical(
        Shapes.moveaxis(smooth, axis, -1), Shapes.moveaxis(yPred, axis, -1), fromLogits);
  }
}
