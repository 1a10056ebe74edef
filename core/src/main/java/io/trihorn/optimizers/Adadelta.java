package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Adadelta (Zeiler, 2012): {@code a = rho a + (1 - rho) g^2}, {@code d = -sqrt(b + epsilon) /
 * sqrt(a + epsilon) g}, {@code b = rho b + (1 - rho) d^2}, {@code w += rate d}.
 */
public final class Adadelta extends Optimizer {
  private double rho = 0.95;
  private double epsilon = 1e-7;
  private final List<Weight> gradients = new ArrayList<>();
  private final List<Weight> changes = new ArrayList<>();

  /** Adadelta with Keras's learning rate, 0.001. */
  public Adadelta() {
    this(0.001);
  }

  /** Adadelta with this learning rate. */
  public Adadelta(double learningRate) {
    super(learningRate);
  }

  /** Decay of the averages; by default 0.95. */
  public Adadelta rho(double value) {
    rho = Config.requireShare(className(), "rho", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public Adadelta epsilon(double value) {
    epsilon = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    rho = config.share("rho", rho);
    epsilon = config.number("epsilon", epsilon);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (Weight w : trained) {
      gradients.add(addSlot(w, "accumulated_grad"));
      changes.add(addSlot(w, "accumulated_delta_var"));
    }
  }

  private Tensor root(Tensor x) {
    return Ops.sqrt(Ops.add(x, epsilon));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor a = Moments.decayed(trace, gradients.get(index), Ops.square(gradient), rho);
    Weight slot = changes.get(index);
    Tensor b = trace.read(slot.variable());
    Tensor d = Ops.divide(Ops.multiply(root(b), gradient), root(a));
    Moments.decayed(trace, slot, Ops.square(d), rho);
    Moments.subtract(trace, weight, Ops.multiply(d, rate));
  }
}
