package io.trihorn.optimizers.schedules;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * {@code initial / (1 + rate p)} with {@code p = step / steps}, rounded down where it is a
 * staircase.
 */
final class InverseTimeDecay extends Decay {
  private double rate = 1;
  private boolean staircase;

  InverseTimeDecay() {
    super("InverseTimeDecay", "decay_steps");
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    rate = config.number("decay_rate", rate);
    staircase = config.bool("staircase", staircase);
  }

  @Override
  public Tensor rate(Tensor step) {
    Tensor p = Ops.divide(step, steps());
    Tensor whole = staircase ? Ops.floor(p) : p;
    return Ops.divide(initial(), Ops.add(Ops.multiply(whole, rate), 1));
  }
}
