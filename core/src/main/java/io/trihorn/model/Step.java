package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.layers.base.Layer;
import io.trihorn.metrics.Metric;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.SeedGenerator;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One step of training, evaluation or prediction while it is traced: the batch, and what can be
 * done with it. What {@code fit} does by default is
 *
 * <pre>{@code
 * model.trainStep(step -> {
 *   List<Tensor> outputs = step.call(model, step.inputs());
 *   Tensor loss = step.compiledLoss(outputs);
 *   step.minimize(loss, step.optimizer(), step.trained());
 * });
 * }</pre>
 *
 * <p>Another step may call any layers and models, use several optimizers, differentiate gradients
 * again, and leave parts out by {@code Ops.stopGradient} or by not naming their weights. Code runs
 * in order: a layer that is called after its weights were updated sees them updated. A model of
 * another tensor or a Java value must not be kept from one call to the next.
 */
public final class Step {
  private final Trace trace;
  private final Training training;
  private final Batch batch;
  private final StepLogs logs;
  private final boolean keeping;
  private final Set<Weight> touched = new LinkedHashSet<>();
  private final Set<Model> models = new LinkedHashSet<>();
  private Tensor loss;

  /** A batch's symbolic tensors. */
  record Batch(List<Tensor> inputs, List<Tensor> targets, List<Tensor> weights) {}

  Step(Trace trace, Training training, Batch batch, StepLogs logs, boolean keeping) {
    this.trace = trace;
    this.training = training;
    this.batch = batch;
    this.logs = logs;
    this.keeping = keeping;
  }

  /** Whether layers behave as in training. */
  public boolean training() {
    return trace.training();
  }

  /** The trace, for metrics and whatever else reads and assigns variables. */
  public Trace trace() {
    return trace;
  }

  /** The inputs, each {@code (batch, ...)}. */
  public List<Tensor> inputs() {
    return batch.inputs();
  }

  /** The first input {@code (batch, ...)}. */
  public Tensor input() {
    return batch.inputs().get(0);
  }

  /** The targets, each {@code (batch, ...)}; none where the data have none. */
  public List<Tensor> targets() {
    return batch.targets();
  }

  /**
   * The first target {@code (batch, ...)}.
   *
   * @throws ModelException if the data have none
   */
  public Tensor target() {
    if (batch.targets().isEmpty()) {
      throw new ModelException("the data have no targets, but the step asks for one");
    }
    return batch.targets().get(0);
  }

  /** The sample weights: none, one tensor for all outputs, or one for each. */
  public List<Tensor> sampleWeights() {
    return batch.weights();
  }

  /**
   * The output of a layer or model of one input and one output, in its present mode of training.
   *
   * @param x {@code (batch, ...)}
   */
  public Tensor call(Layer layer, Tensor x) {
    return call(layer, List.of(x)).get(0);
  }

  /** The outputs of a layer or model. */
  public List<Tensor> call(Layer layer, List<Tensor> inputs) {
    try {
      return Programs.invoke(layer, trace, inputs);
    } finally {
      if (layer instanceof Model model) {
        models.add(model);
      }
      touched.addAll(layer.variables());
    }
  }

  /**
   * The loss the model is compiled with, a scalar: of each output, of regularizers, and what layers
   * added. Takes it, the losses of outputs and the metrics into the logs.
   *
   * @param outputs the model's predictions, in its order
   * @throws ModelException if the model is not compiled
   * @throws io.trihorn.graph.ShapeException if it has losses, but the data not as many targets
   */
  public Tensor compiledLoss(List<Tensor> outputs) {
    if (training.objectives().needTargets()) {
      Inputs.requireTargets(training.model(), batch.targets().size());
    }
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      List<Tensor> given = batch.weights();
      weights.add(given.isEmpty() ? null : given.get(given.size() == 1 ? 0 : i));
    }
    training.model().addWeightLosses(trace);
    trace.builder().enter("loss");
    loss = logs.compiled(training.objectives(), trace, batch.targets(), outputs, weights);
    trace.builder().leave();
    touched.addAll(training.objectives().variables());
    return loss;
  }

  /** The optimizer the model is compiled with. */
  public Optimizer optimizer() {
    return training.optimizer();
  }

  /** The weights of the model that are trained. */
  public List<Weight> trained() {
    return training.trained();
  }

  /**
   * The gradients of a loss with respect to weights, as they are at this point of the step.
   *
   * @param of a floating scalar
   * @return for each weight a tensor of its type, or null where the loss does not depend on it
   */
  public List<Tensor> gradients(Tensor of, List<Weight> weights) {
    return differentiate(of, weights.stream().map(w -> trace.read(w.variable())).toList());
  }

  /**
   * The gradients of a scalar with respect to tensors of the step, such as its inputs.
   *
   * @param of a floating scalar
   * @return for each tensor one of its type, or null where the scalar does not depend on it
   */
  public List<Tensor> gradients(Tensor of, Tensor... withRespectTo) {
    return differentiate(of, List.of(withRespectTo));
  }

  private List<Tensor> differentiate(Tensor of, List<Tensor> wrt) {
    GraphBuilder builder = trace.builder();
    builder.enter("gradients");
    List<Value> gradients =
        Gradients.of(builder, of.value(), wrt.stream().map(Tensor::value).toList());
    builder.leave();
    return Arrays.asList(
        gradients.stream()
            .map(g -> g == null ? null : new Tensor(builder, g))
            .toArray(Tensor[]::new));
  }

  /**
   * Updates weights. Later gradients do not go through the updates.
   *
   * @param gradients one for each weight, null for none; of a loss that {@code
   *     optimizer.scaleLoss(step.trace(), loss)} gave
   * @throws IllegalStateException if the optimizer was used for other weights before
   */
  public void apply(Optimizer optimizer, List<Tensor> gradients, List<Weight> weights) {
    trace.builder().enter(optimizer.name());
    if (keeping) {
      keep(optimizer, gradients, weights);
    }
    optimizer.apply(trace, gradients, weights);
    trace.settle();
    trace.builder().leave();
    touched.addAll(optimizer.variables());
    training.uses(optimizer, weights);
  }

  /** Keeps gradients, without the factor that the loss was scaled by, for who asks later. */
  private void keep(Optimizer optimizer, List<Tensor> gradients, List<Weight> weights) {
    Tensor one = new Tensor(trace.builder(), trace.builder().scalar(DataType.FLOAT32, 1));
    Tensor scale = optimizer.scaleLoss(trace, one);
    for (int i = 0; i < gradients.size(); i++) {
      Tensor gradient = gradients.get(i);
      if (gradient != null) {
        Weight place = training.gradientPlace(weights.get(i));
        Tensor plain =
            scale == one ? gradient : Ops.divide(gradient, Ops.cast(scale, gradient.dtype()));
        trace.assign(place.variable(), plain);
        touched.add(place);
      }
    }
  }

  /** Updates weights by the gradients of a loss, a floating scalar. */
  public void minimize(Tensor of, Optimizer optimizer, List<Weight> weights) {
    optimizer.build(weights);
    apply(optimizer, gradients(optimizer.scaleLoss(trace, of), weights), weights);
  }

  /** A fresh random key for {@code RandomOps}; the state counts on, but not in prediction. */
  public Tensor key(SeedGenerator seed) {
    touched.add(seed.state());
    return seed.next(trace);
  }

  /**
   * Takes a scalar into the log of this name, which is the mean over the steps of an epoch. That of
   * {@code loss} is watched for NaN.
   */
  public void log(String name, Tensor value) {
    Metric mean = logs.mean(name);
    mean.update(trace, null, value, null);
    touched.addAll(mean.variables());
    if (name.equals("loss")) {
      loss = value;
    }
  }

  /**
   * Takes a batch into a metric, which is a log under its name.
   *
   * @param yTrue targets {@code (batch, ...)}
   * @param yPred predictions {@code (batch, ...)}
   */
  public void log(Metric metric, Tensor yTrue, Tensor yPred) {
    logs.add(metric);
    metric.build(yTrue == null ? null : yTrue.type(), yPred.type());
    metric.update(trace, yTrue, yPred, null);
    touched.addAll(metric.variables());
  }

  /** The loss that is watched; 0 where the step names none. */
  Tensor watched() {
    return loss == null ? Programs.zero(trace.builder()) : Ops.cast(loss, DataType.FLOAT32);
  }

  /** The variables that the step reads or assigns, besides those of its models. */
  List<Weight> touched() {
    return List.copyOf(touched);
  }

  /** The models that the step calls. */
  Set<Model> models() {
    return models;
  }
}
