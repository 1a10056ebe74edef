package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Programs.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One call of {@code fit}. */
final class FitLoop {
  /** The loss is looked at this often: a look costs a copy from the device. */
  private static final int LOSS_INTERVAL = 16;

  private final Model model;
  private final Trainer trainer;
  private final FitOptions options;
  private final History history = new History();
  private final List<Callback> callbacks = new ArrayList<>();
  private BatchIterator pass;
  private long passes;
  private final TensorData loss = TensorData.zeros(TensorType.of(DataType.FLOAT32));

  FitLoop(Model model, Trainer trainer, FitOptions options) {
    this.model = model;
    this.trainer = trainer;
    this.options = options;
    callbacks.add(history);
    if (options.verbose()) {
      callbacks.add(new ProgressBar());
    }
    callbacks.addAll(options.callbacks());
  }

  History run(Dataset data) {
    Dataset all = model.arranged(data);
    Dataset train = all;
    Dataset validation = options.validation() == null ? null : model.arranged(options.validation());
    if (options.validationSplit() > 0) {
      long rows =
          all.rows()
              .orElseThrow(
                  () ->
                      new ModelException("validationSplit needs a dataset whose rows are counted"));
      long kept = (long) Math.floor(rows * (1 - options.validationSplit()));
      train = all.take(kept);
      validation = all.skip(kept);
    }
    // As in Keras, data that come in batches of their own keep their order.
    boolean plain = all.rows().isPresent() && all.batchSize() == 0;
    if (options.shuffle() && plain) {
      train = train.shuffle(model.seed());
    }
    int batch = batchSize(all);
    trainer.require(Mode.TRAIN);
    train = trainer.ready(Mode.TRAIN, train.batch(batch), options.classWeight());
    if (validation != null && (validation.batchSize() == 0 || options.validationSplit() > 0)) {
      validation = validation.batch(batch);
    }
    long steps = train.batches().isPresent() ? train.batches().getAsLong() : -1;
    if (options.stepsPerEpoch() != Long.MAX_VALUE) {
      steps = steps < 0 ? options.stepsPerEpoch() : Math.min(steps, options.stepsPerEpoch());
    }
    TrainingRun run = new TrainingRun(model, options.epochs(), steps);
    passes = options.initialEpoch();
    each(c -> c.onTrainBegin(run));
    Map<String, Double> logs = Map.of();
    try {
      for (int e = options.initialEpoch(); e < options.epochs() && !run.isStopped(); e++) {
        logs = epoch(run, e, train, validation);
      }
    } finally {
      endPass();
    }
    trainer.training().finish();
    Map<String, Double> last = logs;
    each(c -> c.onTrainEnd(run, last));
    return history;
  }

  private int batchSize(Dataset data) {
    if (options.batchSize() > 0) {
      return options.batchSize();
    }
    if (data.batchSize() > 0) {
      return data.batchSize();
    }
    return model.batchSize() > 0 ? model.batchSize() : Dataset.DEFAULT_BATCH_SIZE;
  }

  private void each(Consumer<Callback> action) {
    callbacks.forEach(action);
  }

  private Map<String, Double> epoch(TrainingRun run, int epoch, Dataset train, Dataset validation) {
    each(c -> c.onEpochBegin(run, epoch));
    BatchIterator batches = beginEpoch(train);
    long step = 0;
    while (step < options.stepsPerEpoch() && !run.isStopped() && batches.hasNext()) {
      long now = step;
      Trainer.Prepared prepared = trainer.prepare(Mode.TRAIN, batches.next());
      if (step == 0) {
        trainer.resetMetrics();
      }
      each(c -> c.onTrainBatchBegin(run, now));
      boolean look = step % LOSS_INTERVAL == 0;
      trainer.step(prepared, look ? loss : null);
      if (look) {
        checkLoss(loss.getDouble(0), epoch, step);
      }
      each(c -> c.onTrainBatchEnd(run, now, () -> trainer.results(Mode.TRAIN)));
      step++;
    }
    if (step < options.stepsPerEpoch()) {
      endPass();
    }
    if (step == 0) {
      throw new ModelException("model '" + model.name() + "': the dataset to train on has no rows");
    }
    Map<String, Double> logs = trainer.results(Mode.TRAIN);
    checkLoss(logs.getOrDefault("loss", 0.0), epoch, step - 1);
    if (validation != null && (epoch + 1) % options.validationFreq() == 0) {
      trainer.evaluate(validation).forEach((name, value) -> logs.put("val_" + name, value));
    }
    each(c -> c.onEpochEnd(run, epoch, logs));
    return logs;
  }

  /**
   * The batches of an epoch. With a number of steps it goes on where the last one stopped, and the
   * data begin anew when they are at their end; a pass that ended inside an epoch ends that epoch.
   */
  private BatchIterator beginEpoch(Dataset train) {
    if (pass != null && !pass.hasNext()) {
      endPass();
    }
    if (pass == null) {
      pass = train.open(passes++);
    }
    return pass;
  }

  private void endPass() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
  }

  private void checkLoss(double value, int epoch, long step) {
    if (Double.isNaN(value)) {
      throw new ModelException(
          "model '"
              + model.name()
              + "': the loss became NaN by step "
              + step
              + " of epoch "
              + epoch
              + "; look for NaN in the data, lower the learning rate, or clip the gradients (clipnorm)");
    }
  }
}
