package io.trihorn.optimizers;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adafactor (Shazeer and Stern, 2018): for weights with two axes or more, the second moment is the
 * product of means {@code r (..., rows)} and {@code c (..., columns)} over the last two axes; steps
 * are relative to the weight's size and clipped.
 */
public final class Adafactor extends Optimizer {
  private double beta2Decay = -0.8;
  private double epsilon1 = 1e-30;
  private double epsilon2 = 1e-3;
  private double clipThreshold = 1;
  private boolean relativeStep = true;
  private final List<Weight> rows = new ArrayList<>();
  private final List<Weight> columns = new ArrayList<>();
  private final List<Weight> second = new ArrayList<>();

  /** Adafactor with Keras's learning rate, 0.001. */
  public Adafactor() {
    this(0.001);
  }

  /** Adafactor with this learning rate. */
  public Adafactor(double learningRate) {
    super(learningRate);
  }

  /** How fast the second moment slows down; by default -0.8. */
  public Adafactor beta2Decay(double value) {
    beta2Decay = value;
    return this;
  }

  /** Added to squared gradients; by default 1e-30. */
  public Adafactor epsilon1(double value) {
    epsilon1 = value;
    return this;
  }

  /** The least scale of a weight; by default 1e-3. */
  public Adafactor epsilon2(double value) {
    epsilon2 = value;
    return this;
  }

  /** The largest root mean square of an update; by default 1. */
  public Adafactor clipThreshold(double value) {
    clipThreshold = value;
    return this;
  }

  /** Whether the learning rate falls with the steps; by default so. */
  public Adafactor relativeStep(boolean value) {
    relativeStep = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    beta2Decay = config.number("beta_2_decay", beta2Decay);
    epsilon1 = config.number("epsilon_1", epsilon1);
    epsilon2 = config.number("epsilon_2", epsilon2);
    clipThreshold = config.number("clip_threshold", clipThreshold);
    relativeStep = config.bool("relative_step", relativeStep);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (Weight w : trained) {
      long[] dims = w.type().dims();
      boolean factored = dims.length >= 2;
      // Keras names these after the weight alone, and keeps idle scalars where there is no matrix.
      rows.add(addMean(w, factored ? without(dims, dims.length - 1) : new long[0]));
      columns.add(addMean(w, factored ? without(dims, dims.length - 2) : new long[0]));
      second.add(addSlot(w, "velocity"));
    }
  }

  private Weight addMean(Weight weight, long[] dims) {
    TensorType type = TensorType.of(weight.type().dtype(), dims);
    return addSlot(type, weight.name(), Initializers.zeros());
  }

  private static long[] without(long[] dims, int axis) {
    return IntStream.range(0, dims.length).filter(i -> i != axis).mapToLong(i -> dims[i]).toArray();
  }

  private static Tensor rms(Tensor x) {
    return Ops.sqrt(Ops.mean(Ops.square(x)));
  }

  private static Tensor mixed(Trace trace, Weight slot, Tensor x, Tensor decay) {
    Tensor old = Ops.multiply(trace.read(slot.variable()), decay);
    Tensor now = Ops.add(old, Ops.multiply(x, Ops.subtract(1, decay)));
    trace.assign(slot.variable(), now);
    return now;
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Tensor w = trace.read(weight.variable());
    Tensor step = stepNumber(trace, rate.dtype());
    Tensor alpha =
        Ops.multiply(
            Ops.maximum(rms(w), epsilon2), Ops.minimum(rate, Ops.reciprocal(Ops.sqrt(step))));
    Tensor decay = Ops.subtract(1, Ops.power(step, beta2Decay));
    Tensor squares = Ops.add(Ops.square(gradient), epsilon1);
    Tensor v;
    if (w.rank() >= 2) {
      Tensor r = mixed(trace, rows.get(index), Ops.mean(squares, -1), decay);
      Tensor c = mixed(trace, columns.get(index), Ops.mean(squares, -2), decay);
      Tensor share = Ops.divide(r, Ops.meanKeep(r, -1));
      v = Ops.multiply(Shapes.expandDims(share, -1), Shapes.expandDims(c, -2));
      trace.assign(second.get(index).variable(), v);
    } else {
      v = mixed(trace, second.get(index), squares, decay);
    }
    Tensor u = Ops.divide(gradient, Ops.sqrt(v));
    Tensor clipped = Ops.divide(u, Ops.maximum(Ops.divide(rms(u), clipThreshold), 1));
    Moments.subtract(trace, weight, Ops.multiply(clipped, alpha));
  }
}
