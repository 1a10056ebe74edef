package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/** Adagrad (Duchi et al., 2011): {@code a = a + g^2}, {@code w -= rate g / sqrt(a + epsilon)}. */
public final class Adagrad extends Optimizer {
  private double initialAccumulatorValue = 0.1;
  private double epsilon = 1e-7;
  private final List<Weight> accumulators = new ArrayList<>();

  /** Adagrad with Keras's learning rate, 0.001. */
  public Adagrad() {
    this(0.001);
  }

  /** Adagrad with this learning rate. */
  public Adagrad(double learningRate) {
    super(learningRate);
  }

  /** What the sums of squares start from; by default 0.1. */
  public Adagrad initialAccumulatorValue(double value) {
    initialAccumulatorValue = value;
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public Adagrad epsilon(double value) {
    epsilon = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    initialAccumulatorValue = config.number("initial_accumulator_value", initialAccumulatorValue);
    epsilon = config.number("epsilon", epsilon);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    Initializer start = Initializers.constant(initialAccumulatorValue);
    trained.forEach(w -> accumulators.add(addSlot(w, "accumulator", start)));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Weight slot = accumulators.get(index);
    Tensor a = Ops.add(trace.read(slot.variable()), Ops.square(gradient));
    trace.assign(slot.variable(), a);
    Tensor step = Ops.divide(Ops.multiply(gradient, rate), Ops.sqrt(Ops.add(a, epsilon)));
    Moments.subtract(trace, weight, step);
  }
}
