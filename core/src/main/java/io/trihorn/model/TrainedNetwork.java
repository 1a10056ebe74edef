package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metric;
import io.trihorn.model.Programs.Mode;
import io.trihorn.ndarray.HostValues;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A network that is compiled with an optimizer, losses and metrics, and trained step by step; see
 * {@link Model}.
 */
public abstract sealed class TrainedNetwork extends PredictingNetwork permits Model {
  /** A network that is wired later. */
  TrainedNetwork() {}

  @Override
  final Set<String> unusedTargets() {
    return compilation() == null ? Set.of() : training().objectives().unused();
  }

  /** Makes the model ready to train; metrics by name, {@code accuracy} among them. */
  public final Model compile(Optimizer optimizer, String loss, String... metrics) {
    Compilation wanted = new Compilation(optimizer).loss(Losses.get(loss));
    return compile(metrics.length == 0 ? wanted : wanted.metrics(metrics));
  }

  /** Makes the model ready to train; all by name. */
  public final Model compile(String optimizer, String loss, String... metrics) {
    return compile(Optimizers.get(optimizer), loss, metrics);
  }

  /** Makes the model ready to train. */
  public final Model compile(Optimizer optimizer, Loss loss, Metric... metrics) {
    Compilation wanted = new Compilation(optimizer).loss(loss);
    return compile(metrics.length == 0 ? wanted : wanted.metrics(metrics));
  }

  /**
   * Makes the model ready to train. Metrics that it was compiled with before stay unless some are
   * given, as in Keras.
   *
   * @throws io.trihorn.backend.BackendException if there is no backend to train it on: none is on
   *     the class path, and none was chosen by {@link Model#on(String)} before
   */
  public final Model compile(Compilation compilation) {
    trainer().requireBackend();
    training().compile(compilation);
    return self();
  }

  /** What the model is compiled with; null where it is not. */
  public final Compilation compilation() {
    return training().compilation();
  }

  /**
   * The optimizer, its variables made.
   *
   * @throws ModelException if the model is not compiled
   */
  public final Optimizer optimizer() {
    return training().optimizer();
  }

  /** The loss and the metrics of training by the names of their logs; empty before it begins. */
  public final Map<String, Metric> metrics() {
    return training().logs(Mode.TRAIN).metrics();
  }

  /** The loss and the metrics since {@link #resetMetrics}, by name. */
  public final Map<String, Double> getMetricsResult() {
    return trainer().results(Mode.TRAIN);
  }

  /** Begins the means of the loss and the metrics anew. */
  public final void resetMetrics() {
    trainer().resetMetrics();
  }

  /**
   * The number of updates of the weights so far, which is that of steps unless they are gathered.
   */
  public final long iterations() {
    return training().iterations();
  }

  /**
   * The learning rate in force: what it was set to, or what its schedule gives for the steps done.
   *
   * @throws ModelException if the model is not compiled, or has several learning rates
   */
  public final double learningRate() {
    return learningRates().get(trainer().learningRates().onlyName());
  }

  /**
   * The learning rates in force by the names that they have in logs: {@code learning_rate}, or one
   * for each optimizer of a {@link io.trihorn.optimizers.MultiOptimizer}, as {@code
   * learning_rate_adam}.
   *
   * @throws ModelException if the model is not compiled
   */
  public final Map<String, Double> learningRates() {
    return trainer().learningRates().all();
  }

  /**
   * Sets the learning rate from now on.
   *
   * @throws ModelException if it follows a schedule, or there are several
   */
  public final void setLearningRate(double rate) {
    setLearningRate(trainer().learningRates().onlyName(), rate);
  }

  /**
   * Sets one of several learning rates from now on.
   *
   * @param name of {@link #learningRates}
   * @throws ModelException if there is none of that name, or it follows a schedule
   */
  public final void setLearningRate(String name, double rate) {
    trainer().learningRates().set(name, rate);
  }

  /**
   * What {@code fit} and {@code trainOnBatch} do with a batch; a subclass may do something else, as
   * Keras's {@code train_step}. It is traced once for each kind of batch, and compiled as a whole;
   * what it logs ({@link Step#log}) are the logs. A step that asks neither for {@link
   * Step#compiledLoss} nor for {@link Step#optimizer} needs no {@code compile}. Files keep the
   * layers of such a model, and not its class.
   */
  protected void trainStep(Step step) {
    DefaultSteps.train(self(), step);
  }

  /**
   * Sets what {@code fit} and {@code trainOnBatch} do with a batch, instead of the gradients of the
   * loss and the optimizer that the model is compiled with. The data may then be of any kind, and
   * the model need not be compiled.
   *
   * @param function traced once for each kind of batch; null for what is usual
   */
  public final Model trainStep(StepFunction function) {
    trainer().function(Programs.Mode.TRAIN, function);
    return self();
  }

  /** What {@code evaluate}, {@code testOnBatch} and validation do with a batch. */
  protected void testStep(Step step) {
    DefaultSteps.test(self(), step);
  }

  /**
   * Sets what {@code evaluate}, {@code testOnBatch} and validation do with a batch; as {@link
   * #trainStep}.
   */
  public final Model testStep(StepFunction function) {
    trainer().function(Programs.Mode.TEST, function);
    return self();
  }

  /**
   * One training step on one batch.
   *
   * @return the loss and metrics of the batch before the step, by name
   */
  public final Map<String, Double> trainOnBatch(Object x, Object y) {
    return trainOnBatch(Given.of(self(), x, y));
  }

  /** One training step on all rows of a dataset. */
  public final Map<String, Double> trainOnBatch(Dataset batch) {
    return trainer().trainOnBatch(arranged(batch));
  }

  /** One training step on all rows of a dataset, whose weights are those of their classes. */
  public final Map<String, Double> trainOnBatch(Dataset rows, Map<Integer, Double> classWeight) {
    return trainer()
        .trainOnBatch(Dataset.of(ClassWeights.weighted(arranged(rows).toBatch(), classWeight)));
  }

  /** One training step on one batch with the weight of each row. */
  public final Map<String, Double> trainOnBatch(Object x, Object y, Object sampleWeight) {
    return trainOnBatch(Given.of(self(), x, y, sampleWeight));
  }

  /** The loss and metrics of all rows of a dataset in one batch. */
  public final Map<String, Double> testOnBatch(Dataset batch) {
    return trainer().testOnBatch(arranged(batch));
  }

  /** The loss and metrics of one batch, by name. */
  public final Map<String, Double> testOnBatch(Object x, Object y) {
    return testOnBatch(Given.of(self(), x, y));
  }

  /**
   * The first part of a training step: the loss of all rows of a dataset in one batch and its
   * gradients. Metrics, moving averages and random states go on as in a step.
   *
   * @throws ModelException if the model is not compiled
   */
  public final LossGradients gradients(Dataset batch) {
    return trainer().gradients(arranged(batch));
  }

  /**
   * The second part of a training step: the optimizer updates the weights.
   *
   * @param gradients by weight, as {@link #gradients} or a {@link io.trihorn.ndarray.GradientTape}
   *     gives them: NDArrays, Java arrays or {@link TensorData}; weights without one stay
   * @throws ShapeException if one has another shape than its weight
   */
  public final void applyGradients(Map<Weight, ?> gradients) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    gradients.forEach((weight, gradient) -> values.put(weight, HostValues.of(gradient)));
    trainer().apply(values);
  }

  /**
   * What a {@link io.trihorn.ndarray.GradientTape} is asked for the gradients of, as Keras's {@code
   * optimizer.scale_loss}: the loss, times the optimizer's factor where it has one, as with {@code
   * mixed_float16}. {@link #applyGradients} divides by it.
   *
   * @throws ModelException if the model is not compiled
   */
  public final NDArray scaleLoss(NDArray loss) {
    return trainer().arrayCalls().scaled(optimizer(), loss);
  }

  /**
   * Sets whether the gradients of the last step are kept, for tools that show them; by default they
   * are not. Costs a copy of them in each step; programs are compiled anew.
   */
  public final void keepGradients(boolean wanted) {
    trainer().keepGradients(wanted);
  }

  /**
   * Sets whether steps keep no gradients although {@link #keepGradients} asked for them; by default
   * they do. The programs of both stay, so that looking at gradients now and then costs little.
   */
  public final void skipGradients(boolean skipped) {
    training().skipGradients(skipped);
  }

  /**
   * The gradients of the last step since {@link #keepGradients} that kept them, by weight: those
   * given to the optimizer, before clipping and without a loss scale.
   */
  public final Map<Weight, TensorData> keptGradients() {
    return training().keptGradients();
  }

  /**
   * Shows {@link #keptGradients} one after another, which costs less where only a part of them is
   * wanted.
   *
   * @param reader keeps no reference to the values
   */
  public final void lookAtGradients(BiConsumer<Weight, TensorData> reader) {
    training().lookAtGradients(reader);
  }

  /** The graph of a training step for this batch size, for reading and for tools. */
  public final Graph trainingGraph(Dataset example) {
    return trainer().trainingGraph(arranged(example));
  }

  /** What the network is compiled with as Keras's {@code compile_config}; empty where it is not. */
  final JsonObject compileConfig() {
    if (compilation() == null) {
      return new JsonObject();
    }
    JsonObject compiled = CompilationConfig.write(compilation(), outputs().size());
    setRate(compiled.getAsJsonObject("optimizer").getAsJsonObject("config"));
    return compiled;
  }

  /** Writes the learning rate in force, instead of the one at the start. */
  private void setRate(JsonObject optimizer) {
    Weight rate = isWired() ? training().optimizer().learningRateVariable() : null;
    if (optimizer.has("inner_optimizer")) {
      setRate(optimizer.getAsJsonObject("inner_optimizer").getAsJsonObject("config"));
    } else if (rate != null && optimizer.has("learning_rate")) {
      double value = values().read(List.of(rate)).get(0).getDouble(0);
      optimizer.addProperty("learning_rate", value);
    }
  }
}
