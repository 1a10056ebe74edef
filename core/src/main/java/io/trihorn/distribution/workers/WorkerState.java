package io.trihorn.distribution.workers;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far an epoch is, and all that training changes in a model.
 *
 * @param steps how many batches each worker has taken in this epoch
 * @param rows the rows of all workers so far in it
 * @param loss the sum of their losses
 * @param values those of {@link #variables}
 */
public record WorkerState(long steps, long rows, double loss, List<TensorData> values) {
  /** Copies the list. */
  public WorkerState {
    values = List.copyOf(values);
  }

  /**
   * What training changes: weights, random states, and the optimizer's variables.
   *
   * @throws io.trihorn.model.ModelException if the model is not compiled
   */
  public static List<Weight> variables(Model model) {
    List<Weight> all = new ArrayList<>(model.variables());
    all.addAll(model.optimizer().variables());
    return all;
  }

  /** That of a model before an epoch. */
  public static WorkerState of(Model model) {
    return begin(model.variableValues(variables(model)));
  }

  /** These values before an epoch. */
  public static WorkerState begin(List<TensorData> values) {
    return new WorkerState(0, 0, 0, values);
  }

  /** Sets a model's variables. */
  public void into(Model model) {
    model.setVariableValues(variables(model), values);
  }

  /** Ends training with these: weights get the values that the optimizer has for it, if any. */
  public void end(Model model) {
    into(model);
    Map<Weight, Weight> last = model.optimizer().finalValues();
    model.setVariableValues(
        List.copyOf(last.keySet()), model.variableValues(List.copyOf(last.values())));
  }
}
