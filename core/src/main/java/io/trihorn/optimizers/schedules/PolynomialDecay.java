package io.trihorn.optimizers.schedules;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * {@code (initial - end) (1 - step / steps)^power + end}, and the end afterwards; where it cycles,
 * {@code steps} grows to the next multiple that is not below the step.
 */
final class PolynomialDecay extends Decay {
  private double end = 0.0001;
  private double power = 1;
  private boolean cycle;

  PolynomialDecay() {
    super("PolynomialDecay", "decay_steps");
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    end = config.number("end_learning_rate", end);
    power = config.number("power", power);
    cycle = config.bool("cycle", cycle);
  }

  @Override
  public Tensor rate(Tensor step) {
    Tensor p;
    if (cycle) {
      Tensor rounded = Ops.ceil(Ops.divide(step, steps()));
      // An engine may divide by way of the reciprocal, which rounds up past a whole number of
      // cycles.
      Tensor fewer = Ops.subtract(rounded, 1);
      Tensor enough = Ops.greaterEqual(Ops.multiply(fewer, steps()), step);
      Tensor cycles = Ops.maximum(Ops.where(enough, fewer, rounded), 1);
      p = Ops.divide(step, Ops.multiply(cycles, steps()));
    } else {
      p = Ops.divide(Ops.minimum(step, steps()), steps());
    }
    Tensor rest = Ops.power(Ops.subtract(1, p), power);
    return Ops.add(Ops.multiply(rest, initial() - end), end);
  }
}
