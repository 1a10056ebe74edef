package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Follow the regularized leader (McMahan et al., 2013): {@code a' = a + g^2}, {@code z += g + 2 s w
 * - (a'^-p - a^-p) / rate w}, {@code w = (clip(z, -l1, l1) - z) / (a'^-p / rate + 2 l2 + beta /
 * rate)} with the power {@code p} and the shrinkage {@code s}.
 */
public final class Ftrl extends Optimizer {
  private double power = -0.5;
  private double initialAccumulatorValue = 0.1;
  private double l1;
  private double l2;
  private double shrinkage;
  private double beta;
  private final List<Weight> accumulators = new ArrayList<>();
  private final List<Weight> linears = new ArrayList<>();

  /** Ftrl with Keras's learning rate, 0.001. */
  public Ftrl() {
    this(0.001);
  }

  /** Ftrl with this learning rate. */
  public Ftrl(double learningRate) {
    super(learningRate);
  }

  /** The power of the sums of squares, not above 0; by default -0.5. */
  public Ftrl learningRatePower(double value) {
    power = value;
    return this;
  }

  /** What the sums of squares start from; by default 0.1. */
  public Ftrl initialAccumulatorValue(double value) {
    initialAccumulatorValue = value;
    return this;
  }

  /** By default 0. */
  public Ftrl l1RegularizationStrength(double value) {
    l1 = value;
    return this;
  }

  /** By default 0. */
  public Ftrl l2RegularizationStrength(double value) {
    l2 = value;
    return this;
  }

  /** Added to the gradients; by default 0. */
  public Ftrl l2ShrinkageRegularizationStrength(double value) {
    shrinkage = value;
    return this;
  }

  /** As in the paper; by default 0. */
  public Ftrl beta(double value) {
    beta = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    power = config.number("learning_rate_power", power);
    initialAccumulatorValue = config.number("initial_accumulator_value", initialAccumulatorValue);
    l1 = config.number("l1_regularization_strength", l1);
    l2 = config.number("l2_regularization_strength", l2);
    shrinkage = config.number("l2_shrinkage_regularization_strength", shrinkage);
    beta = config.number("beta", beta);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (Weight w : trained) {
      accumulators.add(addSlot(w, "accumulator", Initializers.constant(initialAccumulatorValue)));
      linears.add(addSlot(w, "linear"));
    }
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor w = trace.read(weight.variable());
    Weight accumulator = accumulators.get(index);
    Weight linear = linears.get(index);
    Tensor old = trace.read(accumulator.variable());
    Tensor now = Ops.add(old, Ops.square(gradient));
    Tensor shrunk = Ops.add(gradient, Ops.multiply(w, 2 * shrinkage));
    Tensor grown = Ops.subtract(Ops.power(now, -power), Ops.power(old, -power));
    Tensor change = Ops.subtract(shrunk, Ops.multiply(Ops.divide(grown, rate), w));
    Tensor z = Ops.add(trace.read(linear.variable()), change);
    // Twice the penalty l2 + beta / (2 rate).
    Tensor penalty = Ops.add(Ops.divide(beta, rate), 2 * l2);
    Tensor quadratic = Ops.add(Ops.divide(Ops.power(now, -power), rate), penalty);
    Tensor clipped = Ops.clip(z, -l1, l1);
    trace.assign(accumulator.variable(), now);
    trace.assign(linear.variable(), z);
    trace.assign(weight.variable(), Ops.divide(Ops.subtract(clipped, z), quadratic));
  }
}
