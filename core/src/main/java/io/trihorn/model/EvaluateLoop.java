package io.trihorn.model;

import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.model.Programs.Mode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One evaluation, on its own or of an epoch. */
final class EvaluateLoop {
  private final Model model;
  private final Trainer trainer;
  private final long most;
  private final CallbackList callbacks;
  private final LoopOptions<?> options;

  /**
   * An evaluation.
   *
   * @param most the number of batches at most
   */
  EvaluateLoop(
      Model model, Trainer trainer, long most, List<Callback> callbacks, LoopOptions<?> options) {
    this.model = model;
    this.trainer = trainer;
    this.most = most;
    this.callbacks = new CallbackList(callbacks);
    this.options = options;
  }

  Map<String, Double> run(Dataset data) {
    trainer.require(Mode.TEST);
    Dataset batches = trainer.ready(Mode.TEST, data, Map.of());
    long steps = TrainingRun.steps(batches.batches(), most);
    TrainingRun run = new TrainingRun(model, 1, steps, callbacks.callbacks(), options);
    callbacks.each(c -> c.onTestBegin(run));
    long done;
    try (BatchIterator pass = batches.open(0)) {
      done = steps(run, pass);
    }
    if (done == 0) {
      throw new ModelException(
          "model '" + model.name() + "': the dataset to evaluate on has no rows");
    }
    Map<String, Double> logs = trainer.results(Mode.TEST);
    callbacks.each(c -> c.onTestEnd(run, logs));
    return logs;
  }

  private long steps(TrainingRun run, BatchIterator pass) {
    int size = trainer.stepsPerExecution();
    long step = 0;
    while (step < most && pass.hasNext()) {
      long first = step;
      long end = Math.min(most, first + size);
      List<Trainer.Prepared> group = trainer.next(Mode.TEST, pass, end - first);
      if (first == 0) {
        trainer.resetMetrics();
      }
      callbacks.each(c -> c.onTestBatchBegin(run, first));
      trainer.steps(group, null);
      step += group.size();
      while (step < end && pass.hasNext()) {
        List<Trainer.Prepared> more = trainer.next(Mode.TEST, pass, end - step);
        trainer.steps(more, null);
        step += more.size();
      }
      long last = first + size - 1;
      Supplier<Map<String, Double>> logs = CallbackList.once(() -> trainer.results(Mode.TEST));
      callbacks.each(c -> c.onTestBatchEnd(run, last, logs));
    }
    return step;
  }
}
