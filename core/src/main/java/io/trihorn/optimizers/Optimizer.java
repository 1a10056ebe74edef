package io.trihorn.optimizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.Trace;
import io.trihorn.layers.Weight;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Updates weights from gradients. Its own state (a step counter, the learning rate and the slots of
 * each weight) is variables. An optimizer of your own makes slots in {@link #buildSlots} and
 * overrides {@link #updateStep}.
 */
public abstract class Optimizer implements Configurable {
  private String name;
  private double learningRate;
  private List<Weight> weights = List.of();
  private Weight iteration;
  private Weight rate;
  private final List<Weight> slots = new ArrayList<>();

  /** An optimizer with this learning rate. */
  protected Optimizer(double learningRate) {
    this.learningRate = learningRate;
  }

  /** Makes the slots of all weights, in Keras's order. */
  protected void buildSlots(List<Weight> trained) {}

  /**
   * Updates one weight.
   *
   * @param index of the weight among those given to {@link #buildSlots}
   * @param gradient of the weight's type
   * @param learningRate scalar, of the weight's element type
   */
  protected abstract void updateStep(
      Trace trace, int index, Weight weight, Tensor gradient, Tensor learningRate);

  /** Makes the state for these weights; a second call with the same weights does nothing. */
  public final void build(List<Weight> trained) {
    if (iteration != null) {
      if (!weights.equals(trained)) {
        throw new IllegalStateException(
            "optimizer '"
                + name()
                + "' already belongs to other weights; make a new one for each model");
      }
      return;
    }
    weights = List.copyOf(trained);
    iteration =
        Weight.state(
            "iteration",
            name() + "/iteration",
            TensorType.of(DataType.INT64),
            Initializers.zeros());
    rate =
        Weight.state(
            "learning_rate",
            name() + "/learning_rate",
            TensorType.of(DataType.FLOAT32),
            Initializers.constant(learningRate));
    buildSlots(weights);
  }

  /** Adds a slot like a weight, zero at first. */
  protected final Weight addSlot(Weight like, String slotName) {
    return addSlot(like.type(), like.variable().name().replace('/', '_') + "_" + slotName);
  }

  /** Adds a variable that is zero at first. */
  protected final Weight addSlot(TensorType type, String slotName) {
    Weight slot = Weight.state(slotName, name() + "/" + slotName, type, Initializers.zeros());
    slots.add(slot);
    return slot;
  }

  /**
   * Adds the updates of all weights to a trace.
   *
   * @param gradients one for each weight given to {@link #build}; null counts as zero
   */
  public final void apply(Trace trace, List<Tensor> gradients) {
    Tensor step = trace.read(iteration.variable());
    Tensor current = learningRate(trace);
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      Tensor gradient = gradients.get(i);
      if (gradient == null) {
        continue;
      }
      Tensor typedRate = Ops.cast(current, weight.type().dtype());
      updateStep(trace, i, weight, Ops.cast(gradient, weight.type().dtype()), typedRate);
      if (weight.constraint() != null) {
        Tensor updated = trace.read(weight.variable());
        trace.assign(weight.variable(), weight.constraint().call(updated));
      }
    }
    trace.assign(iteration.variable(), Ops.add(step, 1));
  }

  /** The learning rate in force, a float32 scalar. */
  protected final Tensor learningRate(Trace trace) {
    return trace.read(rate.variable());
  }

  /** The number of this step, counted from 1, as a scalar of an element type. */
  protected final Tensor stepNumber(Trace trace, DataType dtype) {
    return Ops.cast(Ops.add(trace.read(iteration.variable()), 1), dtype);
  }

  /** All state in Keras's order: the step counter, the learning rate, the slots. */
  public final List<Weight> variables() {
    List<Weight> all = new ArrayList<>();
    if (iteration != null) {
      all.add(iteration);
      all.add(rate);
      all.addAll(slots);
    }
    return Collections.unmodifiableList(all);
  }

  /** The learning rate's variable, null before {@link #build}. */
  public final Weight learningRateVariable() {
    return rate;
  }

  /** The learning rate at the start. */
  public final double learningRate() {
    return learningRate;
  }

  @Override
  public void configure(Config config) {
    name = config.text("name", name());
    learningRate = config.number("learning_rate", learningRate);
  }

  /** The name; by default the class name in Keras's spelling. */
  public final String name() {
    return name == null ? Names.snake(className()) : name;
  }
}
