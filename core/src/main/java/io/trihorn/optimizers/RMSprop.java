package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop (Hinton, 2012): {@code v = rho v + (1 - rho) g^2}, step {@code rate g / sqrt(v +
 * epsilon)}; centered, the square of a running mean of {@code g} is taken off {@code v} there; with
 * momentum, steps are gathered: {@code m = momentum m + step}.
 */
public final class RMSprop extends Optimizer {
  private double rho = 0.9;
  private double momentum;
  private double epsilon = 1e-7;
  private boolean centered;
  private final List<Weight> velocities = new ArrayList<>();
  private final List<Weight> momentums = new ArrayList<>();
  private final List<Weight> means = new ArrayList<>();

  /** RMSprop with Keras's learning rate, 0.001. */
  public RMSprop() {
    this(0.001);
  }

  /** RMSprop with this learning rate. */
  public RMSprop(double learningRate) {
    super(learningRate);
  }

  /** Decay of the average of squares; by default 0.9. */
  public RMSprop rho(double value) {
    rho = Config.requireShare(className(), "rho", value);
    return this;
  }

  /** How much of the last step goes into the next; by default 0. */
  public RMSprop momentum(double value) {
    momentum = Config.requireShare(className(), "momentum", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public RMSprop epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** Whether gradients are divided by their variance; by default not. */
  public RMSprop centered(boolean value) {
    centered = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    rho = config.share("rho", rho);
    momentum = config.share("momentum", momentum);
    epsilon = config.number("epsilon", epsilon);
    centered = config.bool("centered", centered);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    trained.forEach(w -> velocities.add(addSlot(w, "velocity")));
    if (momentum > 0) {
      trained.forEach(w -> momentums.add(addSlot(w, "momentum")));
    }
    if (centered) {
      trained.forEach(w -> means.add(addSlot(w, "average_gradient")));
    }
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor v = Moments.decayed(trace, velocities.get(index), Ops.square(gradient), rho);
    Tensor spread = v;
    if (centered) {
      Tensor mean = Moments.decayed(trace, means.get(index), gradient, rho);
      spread = Ops.subtract(v, Ops.square(mean));
    }
    Tensor step = Ops.divide(Ops.multiply(gradient, rate), Ops.sqrt(Ops.add(spread, epsilon)));
    if (momentum > 0) {
      Weight slot = momentums.get(index);
      step = Ops.add(Ops.multiply(trace.read(slot.variable()), momentum), step);
      trace.assign(slot.variable(), step);
    }
    Moments.subtract(trace, weight, step);
  }
}
