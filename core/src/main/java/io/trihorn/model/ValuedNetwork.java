package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.TrihornNDArray;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A network whose variables have values, which are read and set. They are those of one step; see
 * {@link Model}.
 */
public abstract sealed class ValuedNetwork extends Network permits PredictingNetwork {
  private Trainer trainer;

  /** A network that is wired later. */
  ValuedNetwork() {}

  /** This network as what all of them are. */
  abstract Model self();

  /** What computes and keeps the values. */
  final synchronized Trainer trainer() {
    if (trainer == null) {
      trainer = new Trainer(self());
    }
    return trainer;
  }

  /** Where the values are. */
  final ModelValues values() {
    return trainer().values();
  }

  /** What the network is trained with. */
  final Training training() {
    return trainer().training();
  }

  /** The layers are there: their weights may have values already. */
  @Override
  final void join() {
    trainer().join();
  }

  /** Puts the states that stateful recurrent layers keep between batches back to 0. */
  public final void resetStates() {
    resetStates(this);
  }

  /** Puts the states that a recurrent layer of the model, or any inside it, keeps back to 0. */
  public final void resetStates(Layer layer) {
    List<Weight> states = layer.keptStates();
    values().write(states, states.stream().map(state -> TensorData.zeros(state.type())).toList());
  }

  /**
   * Does something while nobody trains the model or sets its values: all that it reads of them
   * belongs to one step. Predictions go on meanwhile; steps wait.
   *
   * @param work runs in this thread; it must not train, set, move or close the model
   */
  public final <T> T undisturbed(Supplier<T> work) {
    if (isWired() && training().compilation() != null) {
      training().optimizer();
    }
    return values().undisturbed(work);
  }

  /**
   * Does something while nobody else uses the model's values, such as setting several of them:
   * others see all of it or nothing.
   *
   * @param work runs in this thread
   */
  public final <T> T alone(Supplier<T> work) {
    return values().alone(work);
  }

  /** Copies of the values of all weights, in Keras's order. */
  public final List<NDArray> getWeights() {
    return weightValues().stream().<NDArray>map(TrihornNDArray::of).toList();
  }

  /** Copies of the values of all weights, in Keras's order. */
  public final List<TensorData> weightValues() {
    return values().read(weights());
  }

  /**
   * Sets all weights.
   *
   * @param values in Keras's order: NDArrays, Java arrays or {@link TensorData} of the weights'
   *     shapes
   * @throws ShapeException if their number or one's shape is wrong
   */
  public final void setWeights(List<?> values) {
    values().write(weights(), values.stream().map(HostValues::of).toList());
  }

  /** Copies of the values of some of the model's variables, whatever they belong to. */
  public final List<TensorData> variableValues(List<Weight> variables) {
    return values().read(variables);
  }

  /**
   * Shows the values of some of the model's variables, whatever they belong to, one after another.
   * Where only a part of them is wanted this costs less than {@link #variableValues}, whose copies
   * stay until the collector finds them.
   *
   * @param reader keeps no reference to the values
   */
  public final void lookAtVariables(List<Weight> variables, BiConsumer<Weight, TensorData> reader) {
    values().look(variables, reader);
  }

  /**
   * Sets some of the model's variables, whatever they belong to.
   *
   * @throws ShapeException if one's shape is wrong
   */
  public final void setVariableValues(List<Weight> variables, List<TensorData> values) {
    values().write(variables, values);
  }

  /**
   * Sets one of the model's variables, whatever it belongs to, by having its bytes written to where
   * they stay.
   *
   * @param writer writes all elements, of the variable's type and in the machine's byte order, and
   *     keeps no reference to the buffer
   */
  public final void setVariableValue(Weight variable, Consumer<ByteBuffer> writer) {
    values().write(variable, writer);
  }

  /** Copies of the values of the optimizer's variables, in Keras's order. */
  public final List<TensorData> optimizerValues() {
    return values().read(training().optimizer().variables());
  }

  /** Sets the optimizer's variables, in Keras's order. */
  public final void setOptimizerValues(List<TensorData> values) {
    values().write(training().optimizer().variables(), values);
  }

  /** The values of the metrics' variables since {@link Model#resetMetrics}, in a fixed order. */
  public final List<TensorData> metricValues() {
    return training().metricValues();
  }

  /** Makes sure that the variables have values. */
  final void initialize() {
    values().initialize();
  }
}
