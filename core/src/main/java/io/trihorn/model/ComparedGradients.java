package io.trihorn.model;

import io.trihorn.backend.Backend;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The gradients by which backends are compared: of the losses that a model is compiled with where
 * the data have targets, else of the mean of the squares of its outputs.
 */
final class ComparedGradients {
  private final Model model;
  private final Dataset data;
  private final Loss[] losses;
  private final double[] lossWeights;

  /**
   * Those of a model on all rows of the data in one batch.
   *
   * @param outputs the types of what the model gives for them
   */
  ComparedGradients(Model model, Object data, List<TensorType> outputs) {
    this.model = model;
    this.losses = new Loss[outputs.size()];
    this.lossWeights = new double[outputs.size()];
    Arrays.fill(lossWeights, 1);
    Dataset given = data instanceof Dataset set ? set : Given.of(model, data);
    Batch batch = model.arranged(given).toBatch();
    Compilation compiled = model.compilation();
    if (compiled != null && !batch.targets().isEmpty()) {
      this.data = given;
      compiled.settle(model.outputNames());
      for (int i = 0; i < losses.length; i++) {
        losses[i] = compiled.loss(i, losses.length);
        lossWeights[i] = compiled.lossWeight(i);
      }
    } else {
      this.data =
          Dataset.of(
              new Batch(
                  batch.inputs(), outputs.stream().map(TensorData::zeros).toList(), List.of()));
      for (int i = 0; i < losses.length; i++) {
        losses[i] = outputs.get(i).dtype().isFloating() ? Losses.get("mse") : null;
      }
    }
  }

  /** The gradients on a backend, by weight; none where no output has a loss. */
  Map<Weight, TensorData> on(Backend backend) {
    if (Arrays.stream(losses).allMatch(loss -> loss == null)) {
      return Map.of();
    }
    // One for each backend, whose random layers begin anew.
    try (Model copy = Models.cloneModel(model)) {
      copy.seed(model.seed()).on(backend);
      copy.setWeights(model.weightValues());
      copy.compile(new Compilation("sgd").loss(losses).lossWeights(lossWeights));
      return copy.gradients(data).gradients();
    }
  }
}
