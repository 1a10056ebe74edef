package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Cross-entropy against class indices: targets {@code (batch, ...)} (a last axis of extent 1 may
 * follow), predictions {@code (batch, ..., classes)}.
 */
public final class SparseCategoricalCrossentropy extends Loss {
  private boolean fromLogits;
  private Integer ignoreClass;
  private int axis = -1;

  /** A loss with Keras's defaults. */
  public SparseCategoricalCrossentropy() {}

  /** Whether predictions are logits; by default they are probabilities. */
  public SparseCategoricalCrossentropy fromLogits(boolean value) {
    fromLogits = value;
    return this;
  }

  /** A class whose samples have no loss; by default none. */
  public SparseCategoricalCrossentropy ignoreClass(Integer value) {
    ignoreClass = value;
    return this;
  }

  /** The axis of the classes; by default the last. */
  public SparseCategoricalCrossentropy axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    fromLogits = config.bool("from_logits", fromLogits);
    ignoreClass = config.nullableInteger("ignore_class", ignoreClass);
    axis = config.integer("axis", axis);
  }

  @Override
  public boolean sparseTargets() {
    return true;
  }

  @Override
  public void checkTargets(TensorData targets, Shape prediction) {
    Targets.classes(name(), targets, classes(prediction), ignoreClass, prediction);
  }

  @Override
  public long classes(Shape prediction) {
    return Targets.classesAlong(prediction, axis);
  }

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.indices(name(), targets, prediction, axis);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    Tensor prediction =
        axis == -1 || axis == yPred.rank() - 1 ? yPred : Shapes.moveaxis(yPred, axis, -1);
    boolean extra = yTrue.rank() == prediction.rank() && yTrue.dim(-1) == 1;
    Tensor index = extra ? Shapes.squeeze(yTrue, -1) : yTrue;
    if (ignoreClass == null) {
      return Crossentropies.sparseCategorical(index, prediction, fromLogits);
    }
    Tensor valid = Ops.notEqual(index, ignoreClass);
    Tensor known = Ops.where(valid, index, Shapes.zerosLike(index));
    Tensor loss = Crossentropies.sparseCategorical(known, prediction, fromLogits);
    return Ops.where(valid, loss, 0);
  }

  @Override
  protected Tensor counted(Tensor yTrue, Tensor yPred, Tensor losses) {
    return ignoreClass == null
        ? null
        : Shapes.reshape(Ops.notEqual(yTrue, ignoreClass), losses.type().dims());
  }
}
