package io.trihorn.optimizers;

import io.trihorn.composites.AdamUpdate;
import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2014): steps scaled by running moments of the gradient, in the form of their
 * section 2 with the bias correction in the learning rate, as Keras has it.
 */
public class Adam extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-7;
  private boolean amsgrad;
  private final List<Weight> first = new ArrayList<>();
  private final List<Weight> second = new ArrayList<>();
  private final List<Weight> largest = new ArrayList<>();

  /** Adam with Keras's learning rate, 0.001. */
  public Adam() {
    this(0.001);
  }

  /** Adam with this learning rate. */
  public Adam(double learningRate) {
    super(learningRate);
  }

  /** Decay of the first moment; by default 0.9. */
  public final Adam beta1(double value) {
    beta1 = Config.requireShare(className(), "beta_1", value);
    return this;
  }

  /** Decay of the second moment; by default 0.999. */
  public final Adam beta2(double value) {
    beta2 = Config.requireShare(className(), "beta_2", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public final Adam epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** Whether the largest second moment so far is used; by default not. */
  public final Adam amsgrad(boolean value) {
    amsgrad = value;
    return this;
  }

  @Override
  public final void configure(Config config) {
    super.configure(config);
    beta1 = config.share("beta_1", beta1);
    beta2 = config.share("beta_2", beta2);
    epsilon = config.number("epsilon", epsilon);
    amsgrad = config.bool("amsgrad", amsgrad);
  }

  @Override
  protected final void buildSlots(List<Weight> trained) {
    for (Weight w : trained) {
      first.add(addSlot(w, "momentum"));
      second.add(addSlot(w, "velocity"));
    }
    if (amsgrad) {
      trained.forEach(w -> largest.add(addSlot(w, "velocity_hat")));
    }
  }

  @Override
  protected final void updateStep(
      Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor step = stepNumber(trace, rate.dtype());
    Tensor correction1 = Ops.subtract(1, Ops.power(rate.scalar(beta1), step));
    Tensor correction2 = Ops.subtract(1, Ops.power(rate.scalar(beta2), step));
    Tensor alpha = Ops.divide(Ops.multiply(rate, Ops.sqrt(correction2)), correction1);
    Tensor w = trace.read(weight.variable());
    Weight slot1 = first.get(index);
    Weight slot2 = second.get(index);
    Tensor m = trace.read(slot1.variable());
    Tensor v = trace.read(slot2.variable());
    List<Tensor> updated = new AdamUpdate(beta1, beta2, epsilon).apply(w, m, v, gradient, alpha);
    trace.assign(slot1.variable(), updated.get(1));
    trace.assign(slot2.variable(), updated.get(2));
    Tensor next = updated.get(0);
    if (amsgrad) {
      Weight slot3 = largest.get(index);
      Tensor hat = Ops.maximum(trace.read(slot3.variable()), updated.get(2));
      trace.assign(slot3.variable(), hat);
      next =
          Ops.subtract(
              w, Ops.divide(Ops.multiply(updated.get(1), alpha), Ops.add(Ops.sqrt(hat), epsilon)));
    }
    trace.assign(weight.variable(), next);
  }
}
