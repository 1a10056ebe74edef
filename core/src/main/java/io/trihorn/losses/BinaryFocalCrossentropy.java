package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * Binary cross-entropy times {@code (1 - q)^gamma}, where {@code q} is the probability of what is
 * true (Lin et al., 2017); balanced, also times {@code alpha} for 1 and {@code 1 - alpha} for 0.
 */
public final class BinaryFocalCrossentropy extends Loss {
  private boolean balanced;
  private double alpha = 0.25;
  private double gamma = 2;
  private boolean fromLogits;
  private double labelSmoothing;
  private int axis = -1;

  /** A loss with Keras's defaults. */
  public BinaryFocalCrossentropy() {}

  /** Whether alpha weighs the classes; by default not. */
  public BinaryFocalCrossentropy applyClassBalancing(boolean value) {
    balanced = value;
    return this;
  }

  /** The weight of class 1 where classes are balanced; by default 0.25. */
  public BinaryFocalCrossentropy alpha(double value) {
    alpha = value;
    return this;
  }

  /** How much less easy samples count; by default 2. */
  public BinaryFocalCrossentropy gamma(double value) {
    gamma = value;
    return this;
  }

  /** Whether predictions are logits; by default probabilities. */
  public BinaryFocalCrossentropy fromLogits(boolean value) {
    fromLogits = value;
    return this;
  }

  /** How much targets are moved towards uniform; by default 0. */
  public BinaryFocalCrossentropy labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /** The axis that the mean is taken over; by default the last. */
  public BinaryFocalCrossentropy axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    fromLogits = config.bool("from_logits", fromLogits);
    labelSmoothing = config.number("label_smoothing", labelSmoothing);
    axis = config.integer("axis", axis);
    balanced = config.bool("apply_class_balancing", balanced);
    alpha = config.number("alpha", alpha);
    gamma = config.number("gamma", gamma);
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
    Tensor t = Crossentropies.smooth(yTrue, labelSmoothing, 2);
    Tensor p = fromLogits ? Nn.sigmoid(yPred) : yPred;
    Tensor loss = Crossentropies.binary(t, p, false);
    Tensor factor = Ops.power(Ops.subtract(1, mixed(t, p)), gamma);
    Tensor focal = Ops.multiply(factor, loss);
    if (balanced) {
      Tensor weight = mixed(t, p.scalar(alpha));
      focal = Ops.multiply(weight, focal);
    }
    return Ops.mean(focal, axis);
  }

  /** {@code t x + (1 - t)(1 - x)}. */
  private static Tensor mixed(Tensor t, Tensor x) {
    Tensor no = Ops.multiply(Ops.subtract(1, t), Ops.subtract(1, x));
    return Ops.add(Ops.multiply(t, x), no);
  }
}
