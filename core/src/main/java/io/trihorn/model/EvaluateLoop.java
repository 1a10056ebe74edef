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
    StepGroup group = new StepGroup(trainer, Mode.TEST, pass, trainer.stepsPerExecution());
    long step = 0;
    while (step < most && pass.hasNext()) {
      long first = step;
      step =
          group.run(
              first,
              most,
              batch -> {
                if (first == 0) {
                  trainer.resetMetrics();
                }
                callbacks.each(c -> c.onTestBatchBegin(run, first));
              },
              (steps, at) -> trainer.steps(steps, null));
      Supplier<Map<String, Double>> logs = CallbackList.once(() -> trainer.results(Mode.TEST));
      callbacks.each(c -> c.onTestBatchEnd(run, group.last(first), logs));
    }
    return step;
  }
}
