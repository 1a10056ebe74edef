package io.trihorn.losses;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;

/** Squared near 0 and linear beyond {@code delta}: {@link LossFunctions#huber}. */
public final class Huber extends Loss {
  private double delta = 1;

  /** A loss with Keras's defaults. */
  public Huber() {}

  /** Where the loss becomes linear; by default 1. */
  public Huber delta(double value) {
    delta = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    delta = config.number("delta", delta);
  }

  @Override
  protected String defaultName() {
    return "huber_loss";
  }

  @Override
  public void checkTypes(TensorType targets, TensorType prediction) {
    Targets.numbers(name(), targets, prediction);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    return LossFunctions.huber(yTrue, yPred, delta);
  }
}
