package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Adamax (Kingma and Ba, 2014, section 7): {@code m = m + (1 - beta1)(g - m)}, {@code u = max(beta2
 * u, |g|)}, {@code w -= rate m / ((1 - beta1^t)(u + epsilon))}.
 */
public final class Adamax extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-7;
  private final List<Weight> first = new ArrayList<>();
  private final List<Weight> norms = new ArrayList<>();

  /** Adamax with Keras's learning rate, 0.001. */
  public Adamax() {
    this(0.001);
  }

  /** Adamax with this learning rate. */
  public Adamax(double learningRate) {
    super(learningRate);
  }

  /** Decay of the first moment; by default 0.9. */
  public Adamax beta1(double value) {
    beta1 = Config.requireShare(className(), "beta_1", value);
    return this;
  }

  /** Decay of the second moment; by default 0.999. */
  public Adamax beta2(double value) {
    beta2 = Config.requireShare(className(), "beta_2", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public Adamax epsilon(double value) {
    epsilon = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    beta1 = config.share("beta_1", beta1);
    beta2 = config.share("beta_2", beta2);
    epsilon = config.number("epsilon", epsilon);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (Weight w : trained) {
      first.add(addSlot(w, "momentum"));
      norms.add(addSlot(w, "norm"));
    }
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor step = stepNumber(trace, rate.dtype());
    Tensor m = Moments.towards(trace, first.get(index), gradient, 1 - beta1);
    Weight slot = norms.get(index);
    Tensor old = trace.read(slot.variable());
    Tensor u = Ops.maximum(Ops.multiply(old, beta2), Ops.abs(gradient));
    trace.assign(slot.variable(), u);
    Tensor scale = Ops.multiply(Ops.add(u, epsilon), Moments.correction(beta1, step));
    Moments.subtract(trace, weight, Ops.divide(Ops.multiply(m, rate), scale));
  }
}
