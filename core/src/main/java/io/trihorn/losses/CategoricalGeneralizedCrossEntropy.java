package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;

/**
 * {@code (1 - p^q) / q} for the probability of the true class (Zhang and Sabuncu, 2018): near
 * cross-entropy for small {@code q}, robust to wrong labels near 1. Targets are class indices.
 */
public final class CategoricalGeneralizedCrossEntropy extends Loss {
  private double q = 0.5;

  /** A loss with Keras's defaults. */
  public CategoricalGeneralizedCrossEntropy() {}

  /** From 0, where this is cross-entropy, to 1, where it is the absolute error; by default 0.5. */
  public CategoricalGeneralizedCrossEntropy q(double value) {
    q = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    q = config.number("q", q);
    if (!(q > 0 && q < 1)) {
      throw new ConfigException(className() + ": q should be between 0 and 1, but is " + q);
    }
  }

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.indices(name(), targets, prediction, -1);
  }

  @Override
  public void checkTargets(TensorData targets, Shape prediction) {
    Targets.classes(name(), targets, classes(prediction), null, prediction);
  }

  @Override
  public long classes(Shape prediction) {
    return Targets.classesAlong(prediction, -1);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    return LossFunctions.generalizedCrossEntropy(yTrue, yPred, q);
  }
}
