package io.trihorn.metrics;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Floatx;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * A number that is gathered over batches. A metric of your own adds its state with {@link
 * #addVariable} and overrides {@link #update} and {@link #result}; both are part of the compiled
 * program.
 */
public abstract class Metric implements Configurable {
  private String name;
  private DataType dtype = Floatx.floatx();
  private final List<Weight> variables = new ArrayList<>();

  /** A metric with default attributes. */
  protected Metric() {}

  /** A metric whose state has another element type than float32. */
  protected Metric(DataType dtype) {
    this.dtype = dtype;
  }

  /**
   * The mean of a function of targets and predictions that gives a value for each sample.
   *
   * @param name in logs
   * @param function written with {@code ops}
   */
  public static Metric of(String name, BinaryOperator<Tensor> function) {
    return new FormulaMean("MeanMetricWrapper", name, function);
  }

  /** {@link #of(String, BinaryOperator)} under the name that Keras gives it by default. */
  public static Metric of(BinaryOperator<Tensor> function) {
    return of("mean_metric_wrapper", function);
  }

  /**
   * Takes a batch into the state.
   *
   * @param yTrue targets {@code (batch, ...)}
   * @param yPred predictions {@code (batch, ...)}
   * @param sampleWeight weights that broadcast to the samples, or null
   */
  public abstract void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight);

  /** The number, from the state; a scalar unless the metric says otherwise. */
  public abstract Tensor result(Trace trace);

  /** Which values are better, for callbacks that look for the best; by default not known. */
  public Direction direction() {
    return Direction.UNKNOWN;
  }

  /** Whether targets are class indices or thresholds that keep their element type. */
  public boolean sparseTargets() {
    return false;
  }

  /** Makes the state for these batches, if it depends on them; called before the first update. */
  public void build(TensorType yTrue, TensorType yPred) {}

  /** Adds a variable that is zero at first and after each reset. */
  protected final Weight addVariable(String variableName, long... dims) {
    return addVariable(variableName, dtype, dims);
  }

  /** Adds a variable of an element type that is zero at first and after each reset. */
  protected final Weight addVariable(String variableName, DataType type, long... dims) {
    Weight weight =
        Weight.state(
            variableName,
            name() + "/" + variableName,
            new TensorType(type, new Shape(dims)),
            Initializers.zeros());
    variables.add(weight);
    return weight;
  }

  /** Adds to a variable. */
  protected static void increase(Trace trace, Weight weight, Tensor amount) {
    Tensor old = trace.read(weight.variable());
    trace.assign(weight.variable(), Ops.add(old, Ops.cast(amount, old.dtype())));
  }

  /** {@code x / y}, and 0 where y is 0. */
  protected static Tensor ratio(Tensor x, Tensor y) {
    Tensor nonzero = Ops.notEqual(y, 0);
    return Ops.where(nonzero, Ops.divide(x, Ops.where(nonzero, y, 1)), 0);
  }

  /** The state, in Keras's order. */
  public final List<Weight> variables() {
    return Collections.unmodifiableList(variables);
  }

  @Override
  public void configure(Config config) {
    name = config.text("name", name());
    dtype = config.dtype("dtype", dtype);
  }

  /**
   * Sets one attribute, with the checks of {@link #configure}.
   *
   * @param key Keras's name of the attribute
   * @param value a number, a text, a boolean, a list of these, or null
   */
  protected final void set(String key, Object value) {
    Config known = Config.writer(className());
    configure(known);
    if (!known.json().has(key)) {
      throw new ConfigException(
          className() + " has no attribute '" + key + "'; it has " + known.json().keySet());
    }
    JsonObject attributes = new JsonObject();
    attributes.add(key, new Gson().toJsonTree(value));
    configure(Config.reader(className(), attributes));
  }

  /** The name in logs. */
  public final String name() {
    return name == null ? defaultName() : name;
  }

  /** The name where none is given; by default the class name in Keras's spelling. */
  protected String defaultName() {
    return Names.snake(className());
  }

  /** Gives the metric a name for the logs. */
  public final Metric name(String newName) {
    name = newName;
    return this;
  }

  /** Sets the element type of the state by Keras's name; by default float32. */
  public final Metric dtype(String newDtype) {
    set("dtype", newDtype);
    return this;
  }

  /** The element type of the state. */
  protected final DataType dtype() {
    return dtype;
  }
}
