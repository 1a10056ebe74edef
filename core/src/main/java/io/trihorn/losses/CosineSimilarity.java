package io.trihorn.losses;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The negative cosine of the angle between targets and predictions: -1 where they point alike. */
public final class CosineSimilarity extends Loss {
  private int axis = -1;

  /** A loss with Keras's defaults. */
  public CosineSimilarity() {}

  /** The axis along which vectors lie; by default the last. */
  public CosineSimilarity axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    axis = config.integer("axis", axis);
  }

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.numbers(name(), targets, prediction);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    return Ops.negative(LossFunctions.cosine(yTrue, yPred, axis));
  }
}
