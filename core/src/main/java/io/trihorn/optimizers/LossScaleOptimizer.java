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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Another optimizer under a loss scale that adapts, for small floats: a step whose gradients are
 * not all finite is left out and halves the scale; after a number of good steps in a row it
 * doubles.
 */
public final class LossScaleOptimizer extends Optimizer {
  private Optimizer inner;
  private double initialScale = 32768;
  private int growthSteps = 2000;
  private Weight counter;
  private Weight scale;

  /** SGD under a loss scale. */
  public LossScaleOptimizer() {
    this(new SGD());
  }

  /** An optimizer under a loss scale. */
  public LossScaleOptimizer(Optimizer inner) {
    super(0);
    this.inner = inner;
    // Else gradients would be scaled twice.
    inner.settings().lossScaleFactor(null);
  }

  /**
   * An optimizer under a loss scale, unless it has one.
   *
   * @param before what this gave earlier, or null; given again if it is of this optimizer
   */
  public static Optimizer of(Optimizer given, Optimizer before) {
    if (given instanceof LossScaleOptimizer) {
      return given;
    }
    boolean again = before instanceof LossScaleOptimizer scaled && scaled.inner() == given;
    return again ? before : new LossScaleOptimizer(given);
  }

  /** The scale at first; by default 32768. */
  public LossScaleOptimizer initialScale(double value) {
    initialScale = value;
    return this;
  }

  /** After how many good steps the scale doubles; by default 2000. */
  public LossScaleOptimizer dynamicGrowthSteps(int value) {
    growthSteps = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureName(config);
    inner =
        config.present(
            "inner_optimizer", config.object("inner_optimizer", inner, Optimizers.REGISTRY));
    initialScale = config.number("initial_scale", initialScale);
    growthSteps = config.integer("dynamic_growth_steps", growthSteps);
    inner.settings().lossScaleFactor(null);
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    counter = addSlot(TensorType.of(DataType.INT64), "step_counter", Initializers.zeros());
    scale =
        addSlot(
            TensorType.of(DataType.FLOAT32), "dynamic_scale", Initializers.constant(initialScale));
    inner.build(trained);
  }

  @Override
  public void apply(Trace trace, List<Tensor> gradients) {
    Tensor factor = trace.read(scale.variable());
    List<Tensor> checks =
        gradients.stream()
            .filter(Objects::nonNull)
            .map(g -> Ops.all(Ops.less(Ops.abs(g), Double.POSITIVE_INFINITY)))
            .toList();
    if (checks.isEmpty()) {
      return;
    }
    Tensor finite = checks.stream().reduce(Ops::logicalAnd).orElseThrow();
    List<Tensor> unscaled = new ArrayList<>();
    gradients.forEach(
        g -> unscaled.add(g == null ? null : Ops.divide(g, Ops.cast(factor, g.dtype()))));
    List<Weight> touched = new ArrayList<>(trained());
    touched.addAll(inner.variables());
    Steps.onlyIf(trace, finite, touched, () -> inner.apply(trace, unscaled));
    Tensor count = trace.read(counter.variable());
    Tensor full = Ops.equal(count, growthSteps - 1);
    Tensor next = Ops.where(full, 0, Ops.add(count, 1));
    Tensor grown = Ops.where(full, Ops.multiply(factor, 2), factor);
    trace.assign(counter.variable(), Ops.where(finite, next, 0));
    trace.assign(scale.variable(), Ops.where(finite, grown, Ops.multiply(factor, 0.5)));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    throw new UnsupportedOperationException(
        "LossScaleOptimizer: updates are those of its inner optimizer; call apply");
  }

  @Override
  public Tensor scaleLoss(Trace trace, Tensor loss) {
    return Ops.multiply(loss, Ops.cast(trace.read(scale.variable()), loss.dtype()));
  }

  @Override
  public Map<Weight, Weight> finalValues() {
    return inner.finalValues();
  }

  @Override
  public List<Weight> variables() {
    List<Weight> all = new ArrayList<>(super.variables());
    all.addAll(inner.variables());
    return Collections.unmodifiableList(all);
  }

  @Override
  public Tensor learningRate(Trace trace) {
    return inner.learningRate(trace);
  }

  @Override
  public int stepsOfUpdate() {
    return inner.stepsOfUpdate();
  }

  @Override
  public Weight iterationVariable() {
    return inner.iterationVariable();
  }

  @Override
  public Weight learningRateVariable() {
    return inner.learningRateVariable();
  }

  @Override
  public Map<String, Optimizer> rated() {
    return inner.rated();
  }

  /** The optimizer under the loss scale. */
  public Optimizer inner() {
    return inner;
  }

  /** The variable that holds the scale, null before {@link #build}. */
  public Weight scaleVariable() {
    return scale;
  }
}
