package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedule-free AdamW (Defazio et al., 2024): Adam's second moment moves a hidden point {@code z},
 * the result is the mean {@code x} of all of them, and gradients are taken between: {@code w = (1 -
 * beta1) z + beta1 x}. As {@code x} follows from {@code w} and {@code z}, only {@code z} is kept.
 */
public final class ScheduleFreeAdamW extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;
  private double warmupSteps;
  private List<Weight> weights = List.of();
  private final List<Weight> points = new ArrayList<>();
  private final List<Weight> second = new ArrayList<>();

  /** ScheduleFreeAdamW with Keras's learning rate, 0.0025. */
  public ScheduleFreeAdamW() {
    this(0.0025);
  }

  /** ScheduleFreeAdamW with this learning rate. */
  public ScheduleFreeAdamW(double learningRate) {
    super(learningRate);
  }

  /** Decay of the first moment; by default 0.9. */
  public ScheduleFreeAdamW beta1(double value) {
    beta1 = Config.requireShare(className(), "beta_1", value);
    return this;
  }

  /** Decay of the second moment; by default 0.999. */
  public ScheduleFreeAdamW beta2(double value) {
    beta2 = Config.requireShare(className(), "beta_2", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-8. */
  public ScheduleFreeAdamW epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** In how many steps the learning rate rises to its value; by default 0. */
  public ScheduleFreeAdamW warmupSteps(double value) {
    warmupSteps = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    beta1 = config.share("beta_1", beta1);
    beta2 = config.share("beta_2", beta2);
    epsilon = config.number("epsilon", epsilon);
    warmupSteps = config.number("warmup_steps", warmupSteps);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    weights = trained;
    for (Weight w : trained) {
      points.add(addSlot(w, "momentum"));
      second.add(addSlot(w, "velocity"));
    }
  }

  @Override
  protected void beforeUpdates(Trace trace) {
    for (int i = 0; i < weights.size(); i++) {
      // Hidden points begin where the weights are before the first step.
      Tensor w = trace.read(weights.get(i).variable());
      Variable slot = points.get(i).variable();
      Tensor first = Ops.equal(stepNumber(trace, w.dtype()), 1);
      trace.assign(slot, Ops.where(first, w, trace.read(slot)));
    }
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor step = stepNumber(trace, rate.dtype());
    Tensor warm =
        warmupSteps > 0 ? Ops.multiply(rate, Ops.minimum(Ops.divide(step, warmupSteps), 1)) : rate;
    Weight slot = points.get(index);
    Tensor w = trace.read(weight.variable());
    Tensor old = trace.read(slot.variable());
    Tensor v = Moments.towards(trace, second.get(index), Ops.square(gradient), 1 - beta2);
    Tensor spread = Ops.sqrt(Ops.divide(v, Moments.correction(beta2, step)));
    Tensor z =
        Ops.subtract(old, Ops.divide(Ops.multiply(gradient, warm), Ops.add(spread, epsilon)));
    trace.assign(slot.variable(), z);
    Tensor share = Ops.reciprocal(step);
    Tensor mean = Ops.divide(Ops.subtract(w, Ops.multiply(old, 1 - beta1)), beta1);
    Tensor x = Ops.add(Ops.multiply(mean, Ops.subtract(1, share)), Ops.multiply(z, share));
    trace.assign(weight.variable(), Ops.add(Ops.multiply(z, 1 - beta1), Ops.multiply(x, beta1)));
  }
}
