package io.trihorn.model;

import ai.djl.Device;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.data.Dataset;
import io.trihorn.distribution.Distribution;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.quantizers.QuantizationConfig;
import io.trihorn.quantizers.QuantizationStructure;
import io.trihorn.quantizers.Quantizers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
public non-sealed class Model extends TrainedNetwork implements AutoCloseable {
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

  @Override
  final Model self() {
    return this;
  }

  @Override
  public void annotate(JsonObject serialized) {
    JsonObject built = new JsonObject();
    built.add("input_shape", buildShape());
    serialized.add("build_config", built);
    serialized.add("compile_config", compileConfig());
  }

  @Override
  public String className() {
    return "Functional";
  }

  @Override
  public String module() {
    return "keras.src.models.functional";
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
    closeInner();
    trainer().close();
  }
}
