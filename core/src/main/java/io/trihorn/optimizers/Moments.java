package io.trihorn.optimizers;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;

/** Running means in slots, and corrections of them. */
final class Moments {
  private Moments() {}

  /** {@code slot = decay slot + (1 - decay) x}; gives the new value. */
  static Tensor decayed(Trace trace, Weight slot, Tensor x, double decay) {
    Tensor old = trace.read(slot.variable());
    Tensor now = Ops.add(Ops.multiply(old, decay), Ops.multiply(x, 1 - decay));
    trace.assign(slot.variable(), now);
    return now;
  }

  /** {@code slot = slot + share (x - slot)}; gives the new value. */
  static Tensor towards(Trace trace, Weight slot, Tensor x, double share) {
    Tensor old = trace.read(slot.variable());
    Tensor now = Ops.add(old, Ops.multiply(Ops.subtract(x, old), share));
    trace.assign(slot.variable(), now);
    return now;
  }

  /** {@code 1 - beta^step}. */
  static Tensor correction(double beta, Tensor step) {
    return Ops.subtract(1, Ops.power(step.scalar(beta), step));
  }

  /** {@code weight = weight - step}. */
  static void subtract(Trace trace, Weight weight, Tensor step) {
    trace.assign(weight.variable(), Ops.subtract(trace.read(weight.variable()), step));
  }
}
