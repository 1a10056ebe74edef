package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Lamb (You et al., 2019): Adam's step {@code u}, scaled to the norm of the weight: {@code w -=
 * rate |w| / |u| u}; where one of the norms is 0, their quotient counts as 1.
 */
public final class Lamb extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-7;
  private final List<Weight> first = new ArrayList<>();
  private final List<Weight> second = new ArrayList<>();

  /** Lamb with Keras's learning rate, 0.001. */
  public Lamb() {
    this(0.001);
  }

  /** Lamb with this learning rate. */
  public Lamb(double learningRate) {
    super(learningRate);
  }

  /** Decay of the first moment; by default 0.9. */
  public Lamb beta1(double value) {
    beta1 = Config.requireShare(className(), "beta_1", value);
    return this;
  }

  /** Decay of the second moment; by default 0.999. */
  public Lamb beta2(double value) {
    beta2 = Config.requireShare(className(), "beta_2", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public Lamb epsilon(double value) {
    epsilon = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    beta1 = config.share("beta_1", beta1);
    beta2 = config.share("beta_2", beta2);
    epsilon = config.number("epsilon", epsilon);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (Weight w : trained) {
      first.add(addSlot(w, "momentum"));
      second.add(addSlot(w, "velocity"));
    }
  }

  private static Tensor norm(Tensor x) {
    return Ops.sqrt(Ops.sum(Ops.square(x)));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor step = stepNumber(trace, rate.dtype());
    Tensor m = Moments.towards(trace, first.get(index), gradient, 1 - beta1);
    Tensor v = Moments.towards(trace, second.get(index), Ops.square(gradient), 1 - beta2);
    Tensor mean = Ops.divide(m, Moments.correction(beta1, step));
    Tensor spread = Ops.sqrt(Ops.divide(v, Moments.correction(beta2, step)));
    Tensor update = Ops.divide(mean, Ops.add(spread, epsilon));
    Tensor ofWeight = norm(trace.read(weight.variable()));
    Tensor ofUpdate = norm(update);
    Tensor both = Ops.logicalAnd(Ops.greater(ofWeight, 0), Ops.greater(ofUpdate, 0));
    Tensor ratio = Ops.where(both, Ops.divide(ofWeight, Ops.where(both, ofUpdate, 1)), 1);
    Moments.subtract(trace, weight, Ops.multiply(update, Ops.multiply(ratio, rate)));
  }
}
