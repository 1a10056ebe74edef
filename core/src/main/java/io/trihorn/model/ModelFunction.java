package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.ArrayOperations;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as a function of lazy arrays, its weights among them: they are the caller's, who may
 * train them by any gradients, and the model's own values are not read. Safe for use by many
 * threads, as long as none changes the weights.
 */
public final class ModelFunction {
  private final Model model;
  private final TracedCalls traced = new TracedCalls();

  /** The function of a model that has its weights. */
  public ModelFunction(Model model) {
    this.model = model;
  }

  /** What the arrays given for weights stand for, in their order. */
  public List<Weight> weights() {
    return model.variables();
  }

  /**
   * The outputs, pending. In training the arrays of states that the model assigns, such as moving
   * averages, are changed.
   *
   * @param manager has the outputs, and its backend computes them
   * @param weights an array of Trihorn's for each of {@link #weights}
   * @param inputs an array for each input
   * @param training whether layers behave as in training
   * @throws ModelException if the model has layers of texts or decides by values
   * @throws io.trihorn.graph.ShapeException if the inputs do not fit
   */
  public NDList call(
      NDManager manager, List<NDArray> weights, List<NDArray> inputs, boolean training) {
    TracedCall call = traced(inputs, training);
    List<NDArray> operands = new ArrayList<>(weights);
    operands.addAll(inputs);
    NDList results = ArrayOperations.apply(call.function(), manager, operands);
    int outputs = results.size() - call.states().size();
    for (int i = 0; i < call.states().size(); i++) {
      NDArray state = weights.get(call.weights().indexOf(call.states().get(i)));
      ArrayOperations.assign(state, results.get(outputs + i));
    }
    return results.subNDList(0, outputs);
  }

  private synchronized TracedCall traced(List<NDArray> inputs, boolean training) {
    List<TensorType> types = new ArrayList<>(inputs.size());
    inputs.forEach(x -> types.add(new TensorType(x.getDataType(), x.getShape())));
    model.wireFor(types);
    TracedCall call = traced.of(model, training, List.of(), types);
    boolean whole = model.graph().hostPart().isEmpty() && call.next() == null;
    if (!whole || !call.isCurrent()) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' is no function of arrays: it has layers of texts, decides by values, or made"
              + " weights in this call; use its predict and fit");
    }
    return call;
  }
}
