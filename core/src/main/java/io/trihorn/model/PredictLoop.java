package io.trihorn.model;

import ai.djl.ndarray.NDList;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One prediction for a dataset. */
final class PredictLoop {
  private final Model model;
  private final Trainer trainer;
  private final long most;
  private final CallbackList callbacks;
  private final LoopOptions<?> options;

  /**
   * A prediction.
   *
   * @param most the number of batches at most
   */
  PredictLoop(
      Model model, Trainer trainer, long most, List<Callback> callbacks, LoopOptions<?> options) {
    this.model = model;
    this.trainer = trainer;
    this.most = most;
    this.callbacks = new CallbackList(callbacks);
    this.options = options;
  }

  List<TensorData> run(Dataset data) {
    trainer.requireBackend();
    long steps = TrainingRun.steps(data.batches(), most);
    TrainingRun run = new TrainingRun(model, 1, steps, callbacks.callbacks(), options);
    callbacks.each(c -> c.onPredictBegin(run));
    Predictions predictions = trainer.predictions(data, most);
    try (BatchIterator batches = trainer.readyToPredict(data).open(0)) {
      steps(run, batches, predictions);
    }
    if (predictions.isEmpty()) {
      throw new ModelException(
          "model '" + model.name() + "': the dataset to predict from has no rows");
    }
    callbacks.each(c -> c.onPredictEnd(run));
    return predictions.all();
  }

  private void steps(TrainingRun run, BatchIterator batches, Predictions predictions) {
    int group = trainer.stepsPerExecution();
    long step = 0;
    while (step < most && batches.hasNext()) {
      long first = step;
      callbacks.each(c -> c.onPredictBatchBegin(run, first));
      List<List<TensorData>> parts = new ArrayList<>();
      do {
        trainer.predict(batches.next(), predictions);
        parts.add(predictions.last());
        step++;
      } while (step - first < group && step < most && batches.hasNext());
      long last = first + group - 1;
      Supplier<NDList> outputs = () -> Predicting.arrays(joined(parts));
      callbacks.each(c -> c.onPredictBatchEnd(run, last, outputs));
    }
  }

  /** Copies of several batches' outputs as those of one. */
  private static List<TensorData> joined(List<List<TensorData>> parts) {
    return IntStream.range(0, parts.get(0).size())
        .mapToObj(i -> Joined.rows(parts.stream().map(p -> p.get(i)).toList(), List.of()))
        .toList();
  }
}
