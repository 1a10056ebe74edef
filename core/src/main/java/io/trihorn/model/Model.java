package io.trihorn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.data.Dataset;
import io.trihorn.distribution.Distribution;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metric;
import io.trihorn.model.Programs.Mode;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.quantizers.QuantizationConfig;
import io.trihorn.quantizers.QuantizationStructure;
import io.trihorn.quantizers.Quantizers;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A model: layers between inputs and outputs. It is compiled with an optimizer, a loss and metrics,
 * and then trained, evaluated and asked for predictions on the backend that configuration or {@link
 * #on} chooses. A model is also a layer, so models nest.
 *
 * <p>Weights belong to layers: models made of the same layers, such as an autoencoder and its
 * encoder, read and train the same values, whatever is done first.
 *
 * <p>Models may be used from many threads. A training step changes all values at once: a batch that
 * is predicted or evaluated sees those of before the step or those of after it, never some of each;
 * the batches of one {@code predict} may see those of different steps. {@code getWeights} and
 * saving see the values of one step, {@code setWeights} and {@code loadWeights} are seen as a
 * whole. Steps happen one after another; predictions side by side, as far as the backend can. After
 * {@code close}, which waits for what runs, everything ends in a {@link ModelException} that says
 * so.
 *
 * <p>What is not closed is freed when it is garbage: programs with their model, values with the
 * layers. The collector sees little of what they hold, and runs late where the heap is large: close
 * models that come and go, or give the process no more heap than its objects need.
 */
public non-sealed class Model extends ValuedNetwork implements AutoCloseable {
  private final InnerModels inner = new InnerModels();
  private Trainer trainer;
  private long seed;

  /** A model between one input and one output. */
  public Model(KerasTensor input, KerasTensor output) {
    this((Object) input, output);
  }

  /** A model between several inputs and outputs. */
  public Model(List<KerasTensor> inputs, List<KerasTensor> outputs) {
    this((Object) inputs, outputs);
  }

  /** A model between inputs and outputs that are known by name. */
  public Model(Map<String, KerasTensor> inputs, Map<String, KerasTensor> outputs) {
    this((Object) inputs, outputs);
  }

  /**
   * A model between inputs and outputs of any form: a {@link KerasTensor}, or lists and maps of
   * them, nested as one likes. The order of what stands in a map is that of the keys.
   */
  public Model(Object inputs, Object outputs) {
    wire(new FunctionalGraph(inputs, outputs));
  }

  /** A model that is wired later. */
  Model() {}

  /** The layers are there: their weights may have values already. */
  @Override
  final void join() {
    trainer().join();
  }

  @Override
  final Set<String> unusedTargets() {
    return compilation() == null ? Set.of() : training().objectives().unused();
  }

  @Override
  public void annotate(JsonObject serialized) {
    JsonObject built = new JsonObject();
    built.add("input_shape", buildShape());
    serialized.add("build_config", built);
    JsonObject compiled = new JsonObject();
    if (compilation() != null) {
      compiled = CompilationConfig.write(compilation(), outputs().size());
      setRate(compiled.getAsJsonObject("optimizer").getAsJsonObject("config"));
    }
    serialized.add("compile_config", compiled);
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

  synchronized Trainer trainer() {
    if (trainer == null) {
      trainer = new Trainer(this);
    }
    return trainer;
  }

  @Override
  final ModelValues values() {
    return trainer().values();
  }

  @Override
  final Training training() {
    return trainer().training();
  }

  @Override
  public String className() {
    return "Functional";
  }

  @Override
  public String module() {
    return "keras.src.models.functional";
  }

  /** The dataset in order, by default in batches of the size that the model is made for. */
  private Dataset inBatches(Dataset data, RunOptions options) {
    Dataset arranged = arranged(data);
    if (options.batchSize() > 0) {
      return arranged.batch(options.batchSize());
    }
    return arranged.batchSize() == 0 && batchSize() > 0 ? arranged.batch(batchSize()) : arranged;
  }

  /** Gives the model a name, which must be unique among the layers of a model that it is in. */
  public Model name(String newName) {
    setName(newName);
    return this;
  }

  /**
   * The seed of initial weights, shuffles and random layers; by default 0. One seed gives one run,
   * on every backend. Set it before the weights are first used.
   */
  public final Model seed(long value) {
    seed = value;
    return this;
  }

  /** The seed. */
  public final long seed() {
    return seed;
  }

  /**
   * Moves the model to a backend: weights, optimizer state and all. Models that share weights with
   * it, directly or through others, move with it, since a weight has one value and one place; where
   * models that were moved to different places come to share weights, all go to where more bytes
   * are.
   */
  public final Model on(String backend) {
    return on(Backends.get(backend));
  }

  /**
   * Moves the model to a device of a backend, and models that share weights with it; null is the
   * device that configuration chooses, and else the backend's first.
   *
   * @throws io.trihorn.backend.BackendException if the backend has no such device; the message says
   *     which it has and what to do
   */
  public final Model on(String backend, Device device) {
    return device == null ? on(backend) : on(backend, new DeviceChoice(device, true));
  }

  /**
   * Moves the model to a device of a backend, and models that share weights with it: {@code
   * model.on("onnx", DeviceChoice.of("gpu?"))} is a GPU if there is one, and else the processor,
   * with one warning that says why.
   *
   * @throws io.trihorn.backend.BackendException if the device is required and the backend has none;
   *     the message says which it has and what to do
   */
  public final Model on(String backend, DeviceChoice choice) {
    Backend target = Backends.get(backend);
    trainer().moveTo(target, choice.on(target, "model '" + name() + "'"));
    return this;
  }

  /**
   * Moves the model, and models that share weights with it, to a backend that need not have a name,
   * such as one around another ({@code io.trihorn.backend.around}), and its default device.
   */
  public final Model on(Backend backend) {
    trainer().moveTo(backend, null);
    return this;
  }

  /**
   * Spreads the model, and models that share weights with it, over several devices of the backend
   * it is on. {@link #on(String)} takes it back to one.
   *
   * @throws IllegalArgumentException if a weight cannot be laid out as is wanted; those that the
   *     model does not have yet are looked at when it gets them
   */
  public final Model distribute(Distribution wanted) {
    weights().forEach(weight -> wanted.getVariableLayout(weight.variable()));
    return on(wanted.over(backend()));
  }

  /** How the model is spread over devices; empty where it is on one. */
  public final Optional<Distribution> distribution() {
    return Distribution.of(backend());
  }

  /**
   * Sets how many compiled programs are kept, by default 64: there is one for each purpose and each
   * combination of input shapes, and the least recently used go first. More save compilation where
   * shapes vary; each may hold memory for the values between its layers.
   */
  public final Model maxPrograms(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "model '" + name() + "' has to keep at least one program, but got " + most);
    }
    trainer().programs(most);
    return this;
  }

  @Override
  protected final void changed() {
    super.changed();
    values().changed();
    training().changed();
  }

  /**
   * Quantizes the kernels of all layers that know how, in the usual way of a mode.
   *
   * @param mode {@code int8}, {@code int4} or {@code float8}; {@code gptq} and {@code awq} take
   *     data and so a configuration
   * @throws io.trihorn.config.ConfigException if a layer has no weights yet or is quantized already
   */
  public final Model quantize(String mode) {
    return quantize(Quantizers.config(mode));
  }

  /** Quantizes the kernels of all layers that know how. */
  public final Model quantize(QuantizationConfig config) {
    return quantize(config, layer -> true);
  }

  /**
   * Quantizes kernels, those of layers inside layers too. What is not known to the mode is left as
   * it is. An optimizer that was built before does not know the new weights: compile again to
   * train.
   *
   * @param filter the layers that are wanted
   * @throws io.trihorn.config.ConfigException if a layer has no weights yet or is quantized already
   */
  public final Model quantize(QuantizationConfig config, Predicate<Layer> filter) {
    new Quantizing(this, values()).run(config, filter);
    return this;
  }

  /**
   * The order in which the layers compute, for quantization by data where its configuration does
   * not say it; by default null.
   *
   * @param mode {@code gptq} or {@code awq}
   */
  protected QuantizationStructure quantizationLayerStructure(String mode) {
    return null;
  }

  /** The backend the model runs on. */
  public final Backend backend() {
    return trainer().backend();
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
   *     the class path, and none was chosen by {@link #on} before
   */
  public final Model compile(Compilation compilation) {
    trainer().requireBackend();
    training().compile(compilation);
    return this;
  }

  /**
   * Trains.
   *
   * @param data inputs and targets
   * @return the logs of each epoch
   */
  public final History fit(Dataset data, FitOptions options) {
    if (options == null) {
      throw new IllegalArgumentException(
          "fit: the options are null; give FitOptions.epochs(n), or leave them out");
    }
    return new FitLoop(this, trainer(), options).run(data);
  }

  /**
   * Trains.
   *
   * @param x inputs: NDArray, Java array or {@link TensorData}, or a list of rows or numbers; for
   *     several inputs a list of them, or a map by the names of the inputs
   * @param y targets, likewise, by {@link #outputNames}
   */
  public final History fit(Object x, Object y, FitOptions options) {
    return fit(Given.of(this, x, y), options);
  }

  /** Trains for one epoch, as {@link #fit(Object, Object, FitOptions)} does. */
  public final History fit(Object x, Object y) {
    return fit(x, y, FitOptions.epochs(1));
  }

  /**
   * Trains without targets: a model whose only losses are those of its layers, or that has a step
   * of its own.
   *
   * @param x inputs, as in {@link #fit(Object, Object, FitOptions)}
   */
  public final History fit(Object x, FitOptions options) {
    return fit(Given.of(this, x), options);
  }

  /** Trains without targets for one epoch, as {@link #fit(Object, FitOptions)} does. */
  public final History fit(Object x) {
    return fit(x, FitOptions.epochs(1));
  }

  /** Trains for one epoch. */
  public final History fit(Dataset data) {
    return fit(data, FitOptions.epochs(1));
  }

  /** The loss and the metrics over a dataset, by name. */
  public final Map<String, Double> evaluate(Dataset data) {
    return evaluate(data, new RunOptions());
  }

  /** The loss and the metrics over a dataset, by name. */
  public final Map<String, Double> evaluate(Dataset data, RunOptions options) {
    return new EvaluateLoop(this, trainer(), options.steps(), options.allCallbacks(), options)
        .run(inBatches(data, options));
  }

  /** The loss and the metrics, by name. */
  public final Map<String, Double> evaluate(Object x, Object y, RunOptions options) {
    return evaluate(Given.of(this, x, y), options);
  }

  /** The loss and the metrics, by name. */
  public final Map<String, Double> evaluate(Object x, Object y) {
    return evaluate(Given.of(this, x, y));
  }

  /**
   * The predictions for all rows; for a model of one output.
   *
   * @see #predictAll(Object)
   */
  public final NDArray predict(Object x) {
    return new Predicting(this).only(predictAll(x));
  }

  /** The predictions for all rows of a dataset; for a model of one output. */
  public final NDArray predict(Dataset data) {
    return new Predicting(this).only(predictAll(data));
  }

  /** The predictions for all rows; for a model of one output. */
  public final NDArray predict(Object x, RunOptions options) {
    return new Predicting(this)
        .only(predictAll(x instanceof Dataset data ? data : Given.of(this, x), options));
  }

  /** The predictions of all outputs. */
  public final NDList predictAll(Dataset data) {
    return predictAll(data, new RunOptions());
  }

  /** The predictions of all outputs. */
  public final NDList predictAll(Dataset data, RunOptions options) {
    return Predicting.arrays(
        new PredictLoop(this, trainer(), options.steps(), options.allCallbacks(), options)
            .run(inBatches(data, options)));
  }

  /**
   * The predictions of all outputs, in batches of {@link Dataset#DEFAULT_BATCH_SIZE} rows; at once
   * where the model {@linkplain #isRowwise cannot be cut} into such.
   *
   * @param x inputs: NDArray, Java array or {@link TensorData}; for several inputs a list of them,
   *     or a map by the names of the inputs; numbers for inputs that are scalars
   */
  public final NDList predictAll(Object x) {
    return new Predicting(this).all(x);
  }

  /**
   * The output for inputs, all at once, as Keras's {@code model(x, training=...)}. While a {@link
   * io.trihorn.ndarray.GradientTape} records, it is a lazy array that depends on the weights and
   * the inputs, computed where the first input of Trihorn's is, or else by the model's backend.
   *
   * @param x inputs, as in {@link #predictAll(Object)}
   * @param training whether layers behave as in training: dropout drops, batch normalization uses
   *     the batch's statistics and takes them into its own
   * @throws ModelException if the model has several outputs
   */
  public final NDArray call(Object x, boolean training) {
    return new Predicting(this).only(callAll(x, training));
  }

  /** All outputs for inputs, as {@link #call(Object, boolean)} gives the only one. */
  public final NDList callAll(Object x, boolean training) {
    return new Predicting(this).call(x, training);
  }

  /** The predictions of all outputs for all rows, by {@link #outputNames}. */
  public final Map<String, NDArray> predictByName(Object x) {
    NDList all = x instanceof Dataset data ? predictAll(data) : predictAll(x);
    return new Predicting(this).byName(all);
  }

  /**
   * What an inner layer gives for all rows: features of the data, for another model to learn from.
   * The layer's program is compiled once; its weights are this model's.
   *
   * @param layerName a {@link #layer} with one output
   * @param x inputs, as in {@link #predictAll(Object)}
   * @throws IllegalArgumentException if there is no layer of this name
   */
  public final NDArray features(String layerName, Object x) {
    return inner.upTo(this, layerName).predict(x);
  }

  /** The predictions for one batch in host memory, without the ways of a dataset. */
  public final List<TensorData> predictOnBatch(TensorData... inputs) {
    return trainer().predictBatch(List.of(inputs));
  }

  /**
   * One training step on one batch.
   *
   * @return the loss and metrics of the batch before the step, by name
   */
  public final Map<String, Double> trainOnBatch(Object x, Object y) {
    return trainOnBatch(Given.of(this, x, y));
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

  /** The loss and metrics of all rows of a dataset in one batch. */
  public final Map<String, Double> testOnBatch(Dataset batch) {
    return trainer().testOnBatch(arranged(batch));
  }

  /** One training step on one batch with the weight of each row. */
  public final Map<String, Double> trainOnBatch(Object x, Object y, Object sampleWeight) {
    return trainOnBatch(Given.of(this, x, y, sampleWeight));
  }

  /** The loss and metrics of one batch, by name. */
  public final Map<String, Double> testOnBatch(Object x, Object y) {
    return testOnBatch(Given.of(this, x, y));
  }

  /** The loss and the metrics since {@link #resetMetrics}, by name. */
  public final Map<String, Double> getMetricsResult() {
    return trainer().results(Mode.TRAIN);
  }

  /** Begins the means of the loss and the metrics anew. */
  public final void resetMetrics() {
    trainer().resetMetrics();
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

  /**
   * The layers and what the model is compiled with, as Keras's {@code to_json} gives them; no
   * weights.
   */
  public final String toJson() {
    return Models.toJson(this).toString();
  }

  /**
   * A model from what {@link #toJson} or Keras's {@code to_json} gave, with fresh weights; compiled
   * if that was.
   *
   * @throws io.trihorn.config.ConfigException if it is no model, or something in it is unknown
   */
  public static Model fromJson(String json) {
    return Models.fromJson(json, true);
  }

  /**
   * The learning rate in force: what it was set to, or what its schedule gives for the steps done.
   *
   * @throws ModelException if the model is not compiled, or has several learning rates
   */
  public final double learningRate() {
    return learningRates().get(trainer().learningRateName());
  }

  /**
   * The learning rates in force by the names that they have in logs: {@code learning_rate}, or one
   * for each optimizer of a {@link io.trihorn.optimizers.MultiOptimizer}, as {@code
   * learning_rate_adam}.
   *
   * @throws ModelException if the model is not compiled
   */
  public final Map<String, Double> learningRates() {
    return trainer().learningRates();
  }

  /** The loss and the metrics of training by the names of their logs; empty before it begins. */
  public final Map<String, Metric> metrics() {
    return training().logs(Mode.TRAIN).metrics();
  }

  /**
   * The number of updates of the weights so far, which is that of steps unless they are gathered.
   */
  public final long iterations() {
    return training().iterations();
  }

  /**
   * Sets the learning rate from now on.
   *
   * @throws ModelException if it follows a schedule, or there are several
   */
  public final void setLearningRate(double rate) {
    setLearningRate(trainer().learningRateName(), rate);
  }

  /**
   * Sets one of several learning rates from now on.
   *
   * @param name of {@link #learningRates}
   * @throws ModelException if there is none of that name, or it follows a schedule
   */
  public final void setLearningRate(String name, double rate) {
    trainer().learningRate(name, rate);
  }

  /**
   * Writes the prediction of the model for another engine, as Keras's {@code export} does.
   *
   * @param path the file or directory; one that is there is replaced
   * @param format {@code onnx} (a file; {@code trihorn-backend-onnx} writes it) or {@code
   *     tf_saved_model} (a directory; {@code trihorn-backend-tensorflow})
   * @throws ModelException if what writes the format is not on the class path
   * @see ModelExporter
   */
  public final void export(Path path, String format) {
    ModelExporter.of(format).export(this, path);
  }

  /** Keras's table of the layers, their output shapes and numbers of parameters. */
  public final String summary() {
    return summary(new SummaryOptions());
  }

  /**
   * Keras's table of the layers, their output shapes and numbers of parameters.
   *
   * @throws IllegalArgumentException if a column would be too narrow, or no layer has a name asked
   *     for
   */
  public final String summary(SummaryOptions options) {
    return Summary.of(this, options);
  }

  /** Whether this is a class of the user's own, which may have steps of its own. */
  final boolean isSubclass() {
    return getClass() != Model.class && !(this instanceof Sequential);
  }

  /**
   * What {@code fit} and {@code trainOnBatch} do with a batch; a subclass may do something else, as
   * Keras's {@code train_step}. It is traced once for each kind of batch, and compiled as a whole;
   * what it logs ({@link Step#log}) are the logs. A step that asks neither for {@link
   * Step#compiledLoss} nor for {@link Step#optimizer} needs no {@code compile}. Files keep the
   * layers of such a model, and not its class.
   */
  protected void trainStep(Step step) {
    DefaultSteps.train(this, step);
  }

  /** What {@code evaluate}, {@code testOnBatch} and validation do with a batch. */
  protected void testStep(Step step) {
    DefaultSteps.test(this, step);
  }

  /**
   * What {@code predict} does with a batch.
   *
   * @return the predictions, each {@code (batch, ...)}
   */
  protected List<Tensor> predictStep(Step step) {
    return DefaultSteps.predict(this, step);
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
    return this;
  }

  /**
   * Sets what {@code evaluate}, {@code testOnBatch} and validation do with a batch; as {@link
   * #trainStep}.
   */
  public final Model testStep(StepFunction function) {
    trainer().function(Programs.Mode.TEST, function);
    return this;
  }

  /**
   * Sets what {@code predict} does with a batch.
   *
   * @param function gives the predictions; null for the model's outputs
   */
  public final Model predictStep(PredictFunction function) {
    trainer().predictFunction(function);
    return this;
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
   * Compares what the layers give, and the gradients, on two backends; see {@link
   * Comparison#compare(Model, Object, String, String)}.
   *
   * @param data inputs as {@link #predictAll(Object)} takes them, or a {@link Dataset}, which may
   *     have targets
   * @param first the name of the backend that the other is held to
   */
  public final Comparison compare(Object data, String first, String second) {
    return Comparison.compare(this, data, first, second);
  }

  /** The graph of a training step for this batch size, for reading and for tools. */
  public final Graph trainingGraph(Dataset example) {
    return trainer().trainingGraph(arranged(example));
  }

  /** The graph of a prediction for these input types, for reading and for tools. */
  public final Graph predictionGraph(TensorType... inputs) {
    wireFor(List.of(inputs));
    return KnownInputs.forAll(() -> trainer().predictionGraph(List.of(inputs)));
  }

  /**
   * The value of a variable that one of the model's graphs reads: a weight, or a variable of the
   * optimizer or a metric.
   */
  public final TensorData value(Variable variable) {
    return trainer().value(variable);
  }

  /**
   * Frees the programs, and the values of all variables that no other model reaches: models that
   * share weights with this one stay as they are. A weight that has no value any more needs one
   * ({@link #setWeights}) before another model can use it. A second call does nothing.
   */
  @Override
  public void close() {
    inner.close();
    trainer().close();
  }
}
