package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient descent, with momentum: {@code v = momentum v - rate g; w += v}, or with Nesterov's
 * {@code w += momentum v - rate g}.
 */
public final class SGD extends Optimizer {
  private double momentum;
  private boolean nesterov;
  private final List<Weight> velocities = new ArrayList<>();

  /** Gradient descent with Keras's learning rate, 0.01. */
  public SGD() {
    this(0.01);
  }

  /** Gradient descent with this learning rate. */
  public SGD(double learningRate) {
    super(learningRate);
  }

  /** How much of the last step goes into the next; by default 0. */
  public SGD momentum(double value) {
    momentum = Config.requireShare(className(), "momentum", value);
    return this;
  }

  /** Whether to look ahead as Nesterov does; by default not. */
  public SGD nesterov(boolean value) {
    nesterov = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    momentum = config.share("momentum", momentum);
    nesterov = config.bool("nesterov", nesterov);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    if (momentum != 0) {
      trained.forEach(w -> velocities.add(addSlot(w, "momentum")));
    }
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor w = trace.read(weight.variable());
    Tensor step = Ops.multiply(gradient, rate);
    if (momentum == 0) {
      trace.assign(weight.variable(), Ops.subtract(w, step));
      return;
    }
    Weight slot = velocities.get(index);
    Tensor old = trace.read(slot.variable());
    Tensor velocity = Ops.subtract(Ops.multiply(old, momentum), step);
    trace.assign(slot.variable(), velocity);
    Tensor change = nesterov ? Ops.subtract(Ops.multiply(velocity, momentum), step) : velocity;
    trace.assign(weight.variable(), Ops.add(w, change));
  }
}
