package io.trihorn.optimizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.schedules.LearningRateSchedule;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Updates weights from gradients. Its own state (a step counter, the learning rate and the slots of
 * each weight) is variables. An optimizer of your own makes slots in {@link #buildSlots} and
 * overrides {@link #updateStep}.
 */
public abstract class Optimizer implements Configurable {
  private String name;
  private final OptimizerSettings settings = new OptimizerSettings();
  private final Rate rate;
  private List<Weight> weights = List.of();
  private Weight iteration;
  private Pattern undecayed;
  private final List<Weight> slots = new ArrayList<>();
  private final List<Weight> averages = new ArrayList<>();
  private final List<Weight> accumulators = new ArrayList<>();

  /** An optimizer with this learning rate. */
  protected Optimizer(double learningRate) {
    rate = new Rate(className(), learningRate);
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

  /**
   * Makes the state for these weights. A second call may have fewer of them, and does nothing.
   *
   * @throws IllegalStateException if the state was made before and there is none for one of them
   */
  public final void build(List<Weight> trained) {
    if (isBuilt()) {
      requireKnown(trained);
      return;
    }
    weights = trained.stream().filter(w -> !w.isReplacedByGradient()).toList();
    iteration =
        Weight.state(
            "iteration",
            name() + "/iteration",
            TensorType.of(DataType.INT64),
            Initializers.zeros());
    rate.build(name());
    if (settings.useEma) {
      weights.forEach(w -> averages.add(addSlot(w, "average")));
    }
    if (settings.accumulationSteps != null) {
      weights.forEach(w -> accumulators.add(addSlot(w, "gradient_accumulator")));
    }
    buildSlots(weights);
  }

  /** Whether there is state, so that the weights are settled. */
  public final boolean isBuilt() {
    return iteration != null;
  }

  /** The weights there is state for, in the order given to {@link #build}; empty before. */
  public final List<Weight> trained() {
    return weights;
  }

  private void requireKnown(List<Weight> trained) {
    for (Weight weight : trained) {
      if (!weight.isReplacedByGradient() && !weights.contains(weight)) {
        throw new IllegalStateException(
            "optimizer '"
                + name()
                + "' was made for other weights and does not know '"
                + weight.variable().name()
                + "'; compile with a new optimizer for each model and after unfreezing layers");
      }
    }
  }

  /** Adds a slot like a weight, zero at first. */
  protected final Weight addSlot(Weight like, String slotName) {
    return addSlot(like, slotName, Initializers.zeros());
  }

  /** Adds a slot like a weight. */
  protected final Weight addSlot(Weight like, String slotName, Initializer initializer) {
    String whole = pathName(like) + "_" + slotName;
    return keep(Weight.stateLike(like, whole, name() + "/" + whole, initializer));
  }

  /** A weight's path as a part of the names of its slots. */
  static String pathName(Weight weight) {
    return weight.variable().name().replace('/', '_');
  }

  /** Adds a variable. */
  protected final Weight addSlot(TensorType type, String slotName, Initializer initializer) {
    return keep(Weight.state(slotName, name() + "/" + slotName, type, initializer));
  }

  private Weight keep(Weight slot) {
    slots.add(slot);
    return slot;
  }

  /**
   * Adds the updates of some weights to a trace; makes the state for them if there is none.
   *
   * @param gradients of the loss that {@link #scaleLoss} gave, one for each weight; null counts as
   *     zero
   * @param trained the weights
   * @throws IllegalStateException if there is state, but not for one of them
   */
  public final void apply(Trace trace, List<Tensor> gradients, List<Weight> trained) {
    if (gradients.size() != trained.size()) {
      throw new IllegalArgumentException(
          "optimizer '"
              + name()
              + "' takes one gradient for each weight, but got "
              + gradients.size()
              + " for "
              + trained.size());
    }
    build(trained);
    Map<Weight, Tensor> byWeight = new HashMap<>();
    for (int i = 0; i < trained.size(); i++) {
      Weight weight = trained.get(i);
      Tensor gradient = gradients.get(i);
      if (weight.isReplacedByGradient() && gradient != null) {
        trace.assign(weight.variable(), Ops.cast(gradient, weight.type().dtype()));
      }
      byWeight.put(weight, gradient);
    }
    List<Tensor> all = new ArrayList<>();
    weights.forEach(w -> all.add(byWeight.get(w)));
    apply(trace, all);
  }

  /**
   * Adds the updates of all weights to a trace.
   *
   * @param gradients of the loss that {@link #scaleLoss} gave, one for each weight given to {@link
   *     #build}; null counts as zero
   */
  public void apply(Trace trace, List<Tensor> gradients) {
    Tensor step = trace.read(iteration.variable());
    List<Tensor> given = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      Tensor g = gradients.get(i);
      Tensor typed = g == null ? null : Ops.cast(g, weights.get(i).type().dtype());
      boolean scaled = g != null && settings.lossScaleFactor != null;
      given.add(scaled ? Ops.divide(typed, settings.lossScaleFactor) : typed);
    }
    if (given.stream().anyMatch(g -> g != null)) {
      if (settings.accumulationSteps == null) {
        updateAll(trace, given);
      } else {
        accumulate(trace, given);
      }
      settings.average(trace, updateCount(trace), weights, averages);
      constrain(trace, given);
    }
    trace.assign(iteration.variable(), Ops.add(step, 1));
  }

  private void updateAll(Trace trace, List<Tensor> given) {
    List<Tensor> clipped = settings.clip(given);
    beforeUpdates(trace);
    Tensor current = learningRate(trace);
    for (int i = 0; i < weights.size(); i++) {
      Double decay = clipped.get(i) == null ? null : decayOf(weights.get(i));
      if (decay != null) {
        Variable variable = weights.get(i).variable();
        Tensor w = trace.read(variable);
        Tensor typedRate = Ops.cast(current, w.dtype());
        trace.assign(variable, Ops.subtract(w, Ops.multiply(Ops.multiply(w, decay), typedRate)));
      }
    }
    for (int i = 0; i < weights.size(); i++) {
      if (clipped.get(i) != null) {
        Weight weight = weights.get(i);
        updateStep(trace, i, weight, clipped.get(i), Ops.cast(current, weight.type().dtype()));
      }
    }
  }

  private Double decayOf(Weight weight) {
    boolean excluded = undecayed != null && undecayed.matcher(weight.name()).find();
    return excluded ? null : weightDecay(weight);
  }

  /** The share of a weight that is taken off in each step, times the learning rate; or null. */
  protected Double weightDecay(Weight weight) {
    return settings.weightDecay;
  }

  /** What is computed once in a step, before weights decay and are updated; by default nothing. */
  protected void beforeUpdates(Trace trace) {}

  /** Gathers gradients, and updates with their mean in every n-th step. */
  private void accumulate(Trace trace, List<Tensor> given) {
    int n = settings.accumulationSteps;
    Tensor step = trace.read(iteration.variable());
    Tensor last = Ops.equal(Steps.remainder(Ops.add(step, 1), n), 0);
    List<Tensor> sums = new ArrayList<>();
    List<Tensor> means = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      Tensor g = given.get(i);
      Tensor sum = g == null ? null : Ops.add(trace.read(accumulators.get(i).variable()), g);
      sums.add(sum);
      means.add(sum == null ? null : Ops.divide(sum, n));
    }
    List<Weight> touched = new ArrayList<>(weights);
    touched.addAll(slots);
    Steps.onlyIf(trace, last, touched, () -> updateAll(trace, means));
    for (int i = 0; i < weights.size(); i++) {
      if (sums.get(i) != null) {
        trace.assign(accumulators.get(i).variable(), Ops.where(last, 0, sums.get(i)));
      }
    }
  }

  private void constrain(Trace trace, List<Tensor> given) {
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      if (given.get(i) != null && weight.constraint() != null) {
        Tensor updated = trace.read(weight.variable());
        trace.assign(weight.variable(), weight.constraint().call(updated));
      }
    }
  }

  /** What gradients are taken of: the loss, times a factor where there is one. */
  public Tensor scaleLoss(Trace trace, Tensor loss) {
    return settings.lossScaleFactor == null ? loss : Ops.multiply(loss, settings.lossScaleFactor);
  }

  /**
   * What each weight becomes when training ends: the average of its values where averages are kept,
   * else nothing.
   */
  public Map<Weight, Weight> finalValues() {
    Map<Weight, Weight> values = new LinkedHashMap<>();
    for (int i = 0; i < averages.size(); i++) {
      values.put(weights.get(i), averages.get(i));
    }
    return values;
  }

  /** The learning rate in force, a floating scalar. */
  public Tensor learningRate(Trace trace) {
    return rate.inForce(trace, iteration);
  }

  /** How many steps make an update: 1 unless gradients are gathered over several. */
  public int stepsOfUpdate() {
    return settings.accumulationSteps == null ? 1 : settings.accumulationSteps;
  }

  /** The number of updates before this step. */
  private Tensor updateCount(Trace trace) {
    Tensor steps = trace.read(iteration.variable());
    return settings.accumulationSteps == null
        ? steps
        : Steps.quotient(steps, settings.accumulationSteps);
  }

  /** The number of this update, counted from 1, as a scalar of an element type. */
  protected final Tensor stepNumber(Trace trace, DataType dtype) {
    return Ops.cast(Ops.add(updateCount(trace), 1), dtype);
  }

  /**
   * All state in Keras's order: the step counter, the learning rate unless it is a schedule, the
   * slots.
   */
  public List<Weight> variables() {
    List<Weight> all = new ArrayList<>();
    if (iteration != null) {
      all.add(iteration);
      if (rate.variable() != null) {
        all.add(rate.variable());
      }
      all.addAll(slots);
    }
    return Collections.unmodifiableList(all);
  }

  /** The variable that counts steps, null before {@link #build}. */
  public Weight iterationVariable() {
    return iteration;
  }

  /** The learning rate's variable, null before {@link #build} and where it is a schedule. */
  public Weight learningRateVariable() {
    return rate.variable();
  }

  /**
   * The optimizers with learning rates of their own by the names that the rates have in logs: this
   * one as {@code learning_rate}, unless it is made of others.
   */
  public Map<String, Optimizer> rated() {
    return Map.of("learning_rate", this);
  }

  /** The learning rate at the start. */
  public final double learningRate() {
    return rate.start();
  }

  /** Lets the learning rate follow a schedule. */
  public final Optimizer learningRate(LearningRateSchedule value) {
    rate.follow(value);
    return this;
  }

  /** What all optimizers can do besides their own update: clipping, decay, averages and so on. */
  public final OptimizerSettings settings() {
    return settings;
  }

  /** Gives the optimizer another name than Keras gives its class. */
  public final Optimizer name(String newName) {
    name = newName;
    return this;
  }

  /** Weights whose name has a match for one of these regular expressions are not decayed. */
  public final Optimizer excludeFromWeightDecay(String... names) {
    undecayed = names.length == 0 ? null : Pattern.compile(String.join("|", names));
    return this;
  }

  /** Sets {@link OptimizerSettings#weightDecay}. */
  public final Optimizer weightDecay(Double value) {
    settings.weightDecay(value);
    return this;
  }

  /** Sets {@link OptimizerSettings#clipNorm}. */
  public final Optimizer clipnorm(Double value) {
    settings.clipNorm(value);
    return this;
  }

  /** Sets {@link OptimizerSettings#clipValue}. */
  public final Optimizer clipvalue(Double value) {
    settings.clipValue(value);
    return this;
  }

  /** Sets {@link OptimizerSettings#globalClipNorm}. */
  public final Optimizer globalClipnorm(Double value) {
    settings.globalClipNorm(value);
    return this;
  }

  /** Whether averages of the weights are kept; by default not. */
  public final Optimizer useEma(boolean value) {
    settings.useEma = value;
    return this;
  }

  /** How much of an average stays in each step; by default 0.99. */
  public final Optimizer emaMomentum(double value) {
    settings.emaMomentum(value);
    return this;
  }

  /** Every how many updates weights become their averages; null for at the end. */
  public final Optimizer emaOverwriteFrequency(Integer value) {
    settings.emaOverwriteFrequency(value);
    return this;
  }

  /** Sets {@link OptimizerSettings#lossScaleFactor}. */
  public final Optimizer lossScaleFactor(Double value) {
    settings.lossScaleFactor(value);
    return this;
  }

  /** Sets {@link OptimizerSettings#gradientAccumulationSteps}. */
  public final Optimizer gradientAccumulationSteps(Integer value) {
    settings.gradientAccumulationSteps(value);
    return this;
  }

  @Override
  public void configure(Config config) {
    name = config.text("name", name());
    config.value("learning_rate", rate, Rate::write, rate::read);
    settings.configure(config);
  }

  /** Reads or writes the name alone, for optimizers that have none of the other attributes. */
  protected final void configureName(Config config) {
    name = config.text("name", name());
  }

  /** The name; by default the class name in Keras's spelling. */
  public final String name() {
    return name == null ? Names.snake(className()) : name;
  }
}
