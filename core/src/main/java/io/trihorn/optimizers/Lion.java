package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Lion (Chen et al., 2023): {@code w -= rate sign(beta1 m + (1 - beta1) g)}, then {@code m = beta2
 * m + (1 - beta2) g}.
 */
public final class Lion extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.99;
  private final List<Weight> momentums = new ArrayList<>();

  /** Lion with Keras's learning rate, 0.001. */
  public Lion() {
    this(0.001);
  }

  /** Lion with this learning rate. */
  public Lion(double learningRate) {
    super(learningRate);
  }

  /** Decay of the first moment; by default 0.9. */
  public Lion beta1(double value) {
    beta1 = Config.requireShare(className(), "beta_1", value);
    return this;
  }

  /** Decay of the second moment; by default 0.99. */
  public Lion beta2(double value) {
    beta2 = Config.requireShare(className(), "beta_2", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    beta1 = config.share("beta_1", beta1);
    beta2 = config.share("beta_2", beta2);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    trained.forEach(w -> momentums.add(addSlot(w, "momentum")));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Weight slot = momentums.get(index);
    Tensor m = trace.read(slot.variable());
    Tensor mixed = Ops.add(Ops.multiply(m, beta1), Ops.multiply(gradient, 1 - beta1));
    Moments.subtract(trace, weight, Ops.multiply(Ops.sign(mixed), rate));
    Moments.decayed(trace, slot, gradient, beta2);
  }
}
