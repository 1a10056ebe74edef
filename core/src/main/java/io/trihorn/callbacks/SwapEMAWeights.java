package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.TrainingRun;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;

/**
 * Puts the averages that an optimizer keeps of the weights in their place for evaluation and
 * prediction, and the weights back after it.
 */
public final class SwapEMAWeights implements Callback {
  private boolean swapOnEpoch;
  private boolean swapped;

  /** Swaps around evaluations and predictions. */
  public SwapEMAWeights() {}

  /** Whether the averages are in place between epochs too, so that they are saved then. */
  public SwapEMAWeights swapOnEpoch(boolean value) {
    swapOnEpoch = value;
    return this;
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    if (swapOnEpoch) {
      swap(run, false);
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    if (swapOnEpoch && !swapped) {
      swap(run, true);
      if (epoch == run.epochs() - 1) {
        // At the end of training the averages become the weights; they are in the weights now.
        Model model = run.model();
        Map<Weight, Weight> averages = averages(model);
        List<Weight> weights = List.copyOf(averages.keySet());
        model.setVariableValues(
            weights.stream().map(averages::get).toList(), model.variableValues(weights));
      }
    }
  }

  @Override
  public void onTestBegin(TrainingRun run) {
    swap(run, true);
  }

  @Override
  public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
    swap(run, false);
  }

  @Override
  public void onPredictBegin(TrainingRun run) {
    swap(run, true);
  }

  @Override
  public void onPredictEnd(TrainingRun run) {
    swap(run, false);
  }

  private void swap(TrainingRun run, boolean in) {
    if (in == swapped) {
      return;
    }
    Model model = run.model();
    Map<Weight, Weight> averages = averages(model);
    List<Weight> weights = List.copyOf(averages.keySet());
    List<Weight> kept = weights.stream().map(averages::get).toList();
    List<TensorData> first = model.variableValues(weights);
    List<TensorData> second = model.variableValues(kept);
    model.setVariableValues(weights, second);
    model.setVariableValues(kept, first);
    swapped = in;
  }

  private static Map<Weight, Weight> averages(Model model) {
    Map<Weight, Weight> averages = model.optimizer().finalValues();
    if (averages.isEmpty()) {
      throw new ModelException(
          "SwapEMAWeights needs averages of the weights, but the optimizer of model '"
              + model.name()
              + "' keeps none; call useEma(true) on the optimizer");
    }
    return averages;
  }
}
