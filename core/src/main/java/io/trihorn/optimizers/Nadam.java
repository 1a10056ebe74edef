package io.trihorn.optimizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with Nesterov's momentum (Dozat, 2016): the first moment looks ahead by a momentum {@code
 * u_t = beta1 (1 - 0.96^t / 2)} that grows with the step; the product of these is a variable.
 */
public final class Nadam extends Optimizer {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-7;
  private final List<Weight> first = new ArrayList<>();
  private final List<Weight> second = new ArrayList<>();
  private Weight product;

  /** Nadam with Keras's learning rate, 0.001. */
  public Nadam() {
    this(0.001);
  }

  /** Nadam with this learning rate. */
  public Nadam(double learningRate) {
    super(learningRate);
  }

  /** Decay of the first moment; by default 0.9. */
  public Nadam beta1(double value) {
    beta1 = Config.requireShare(className(), "beta_1", value);
    return this;
  }

  /** Decay of the second moment; by default 0.999. */
  public Nadam beta2(double value) {
    beta2 = Config.requireShare(className(), "beta_2", value);
    return this;
  }

  /** Keeps the division finite; by default 1e-7. */
  public Nadam epsilon(double value) {
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
    DataType dtype = trained.isEmpty() ? DataType.FLOAT32 : trained.get(0).type().dtype();
    product = addSlot(TensorType.of(dtype), "variable", Initializers.ones());
  }

  private Tensor momentum(Tensor step) {
    Tensor warm = Ops.subtract(1, Ops.multiply(Ops.power(step.scalar(0.96), step), 0.5));
    return Ops.multiply(warm, beta1);
  }

  @Override
  protected void beforeUpdates(Trace trace) {
    Tensor old = trace.read(product.variable());
    Tensor step = stepNumber(trace, old.dtype());
    trace.assign(product.variable(), Ops.multiply(old, momentum(step)));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    DataType dtype = rate.dtype();
    Tensor step = stepNumber(trace, dtype);
    Tensor u = momentum(step);
    Tensor next = momentum(Ops.add(step, 1));
    Tensor reached = Ops.cast(trace.read(product.variable()), dtype);
    Tensor ahead = Ops.multiply(reached, next);
    Tensor m = Moments.towards(trace, first.get(index), gradient, 1 - beta1);
    Tensor v = Moments.towards(trace, second.get(index), Ops.square(gradient), 1 - beta2);
    Tensor fromMoment = Ops.divide(Ops.multiply(m, next), Ops.subtract(1, ahead));
    Tensor fromGradient =
        Ops.divide(Ops.multiply(gradient, Ops.subtract(1, u)), Ops.subtract(1, reached));
    Tensor spread = Ops.sqrt(Ops.divide(v, Moments.correction(beta2, step)));
    Tensor direction = Ops.multiply(Ops.add(fromMoment, fromGradient), rate);
    Moments.subtract(trace, weight, Ops.divide(direction, Ops.add(spread, epsilon)));
  }
}
