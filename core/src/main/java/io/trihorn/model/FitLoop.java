package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One call of {@code fit}. */
final class FitLoop {
  /** The loss is looked at this often: a look costs a copy from the device. */
  private static final int LOSS_INTERVAL = 16;

  private final Model model;
  private final Trainer trainer;
  private final FitOptions options;
  private final History history = new History();
  private final CallbackList callbacks;
  private final boolean watched;
  private final boolean eachStep;
  private final TensorData loss = TensorData.zeros(TensorType.of(DataType.FLOAT32));
  private Dataset train;
  private Dataset validation;
  private BatchIterator pass;
  private long passes;
  private long taken;

  FitLoop(Model model, Trainer trainer, FitOptions options) {
    this.model = model;
    this.trainer = trainer;
    this.options = options;
    List<Callback> all = options.allCallbacks(history);
    callbacks = new CallbackList(all);
    eachStep = callbacks.needEachStep();
    watched = all.stream().noneMatch(Callback::handlesNaN);
  }

  History run(Dataset data) {
    trainer.require(Mode.TRAIN);
    trainer.requireWeights();
    prepare(model.arranged(data));
    long steps = TrainingRun.steps(train.batches(), options.stepsPerEpoch());
    TrainingRun run =
        new TrainingRun(model, options.epochs(), steps, callbacks.callbacks(), options);
    run.position(TrainingPosition.epoch(options.initialEpoch()));
    callbacks.each(c -> c.onTrainBegin(run));
    Map<String, Double> logs = Map.of();
    TrainingPosition from = run.position();
    passes = from.pass();
    try {
      boolean over = run.isStopped() || from.epoch() >= options.epochs();
      boolean inside = from.step() > 0 || over;
      trainer.training().metricValues(inside ? run.metricValues() : List.of());
      if (!over) {
        goTo(from);
      } else if (!run.metricValues().isEmpty()) {
        makeMetrics();
      }
      for (int e = from.epoch(); e < options.epochs() && !run.isStopped(); e++) {
        logs = epoch(run, e, e == from.epoch() ? from.step() : 0);
      }
    } finally {
      endPass();
    }
    trainer.training().finish();
    Map<String, Double> last = logs;
    callbacks.each(c -> c.onTrainEnd(run, last));
    return history;
  }

  /** Cuts the data into those to train on and those to validate on, and both into batches. */
  private void prepare(Dataset all) {
    train = all;
    validation = options.validation() == null ? null : model.arranged(options.validation());
    boolean split = validation == null && options.validationSplit() > 0;
    if (split) {
      long rows =
          all.rows()
              .orElseThrow(
                  () ->
                      new ModelException(
                          "validationSplit needs data whose rows are counted, but these are"
                              + " generated; cache() them, or give validation data"));
      long kept = kept(rows);
      train = all.take(kept);
      validation = all.skip(kept);
    }
    // As in Keras, data that come in batches of their own keep their order.
    boolean plain = all.rows().isPresent() && all.batchSize() == 0;
    if (options.shuffle() && plain) {
      train = train.shuffle(model.seed());
    }
    int batch = batchSize(all);
    train = trainer.ready(Mode.TRAIN, train.batch(batch), options.classWeight());
    if (validation != null && (validation.batchSize() == 0 || split)) {
      validation =
          validation.batch(
              options.validationBatchSize() > 0 ? options.validationBatchSize() : batch);
    }
  }

  /** How many rows a validation split leaves to train on; as in Keras, neither part is empty. */
  private long kept(long rows) {
    double share = options.validationSplit();
    long kept = (long) Math.floor(rows * (1 - share));
    if (kept == 0 || kept == rows) {
      throw new ModelException(
          "model '"
              + model.name()
              + "': validationSplit("
              + share
              + ") of "
              + rows
              + " rows leaves none to "
              + (kept == 0 ? "train" : "validate")
              + " on; give more data or another share");
    }
    return kept;
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

  private Map<String, Double> epoch(TrainingRun run, int epoch, long begin) {
    callbacks.each(c -> c.onEpochBegin(run, epoch));
    if (begin == 0) {
      beginPass();
    }
    long step = begin;
    while (step < options.stepsPerEpoch() && !run.isStopped() && pass.hasNext()) {
      step = steps(run, epoch, step);
    }
    if (step < options.stepsPerEpoch()) {
      endPass();
    }
    if (step == 0) {
      throw new ModelException("model '" + model.name() + "': the dataset to train on has no rows");
    }
    Map<String, Double> logs = trainer.results(Mode.TRAIN);
    checkLoss(logs.getOrDefault("loss", 0.0), epoch, step - 1);
    if (validation != null && options.isValidated(epoch)) {
      new EvaluateLoop(model, trainer, options.validationSteps(), callbacks.callbacks(), options)
          .run(validation)
          .forEach((name, value) -> logs.put("val_" + name, value));
    }
    run.position(
        pass == null
            ? new TrainingPosition(epoch + 1, 0, passes, 0)
            : new TrainingPosition(epoch + 1, 0, passes - 1, taken));
    callbacks.each(c -> c.onEpochEnd(run, epoch, logs));
    return logs;
  }

  /**
   * The steps between two events: one, unless the model is compiled with another number, or more
   * run faster and nobody needs each.
   *
   * @return the number of steps done in the epoch
   */
  private long steps(TrainingRun run, int epoch, long first) {
    boolean automatic = trainer.choosesSteps() && !eachStep;
    int size = automatic ? trainer.automaticSteps(run.steps()) : trainer.stepsPerExecution();
    pass.hold(size);
    StepGroup group = new StepGroup(trainer, Mode.TRAIN, pass, size);
    long step =
        group.run(
            first,
            options.stepsPerEpoch(),
            batch -> {
              if (first == 0) {
                trainer.resetMetrics();
                Signature signature = batch.signature();
                run.graph(() -> trainer.graph(signature));
              }
              callbacks.each(c -> c.onTrainBatchBegin(run, first));
            },
            (steps, at) -> run(steps, automatic ? size : 0, epoch, at));
    run.position(new TrainingPosition(epoch, step, passes - 1, taken));
    Supplier<Map<String, Double>> logs = CallbackList.once(() -> trainer.results(Mode.TRAIN));
    callbacks.each(c -> c.onTrainBatchEnd(run, group.last(first), logs));
    return step;
  }

  /**
   * Does steps.
   *
   * @param usual how many are one program where nobody said how many; none is made for the fewer
   *     that are left at an end. Else 0
   */
  private void run(List<Trainer.Prepared> group, int usual, int epoch, long first) {
    taken += group.size();
    long last = first + group.size() - 1;
    // The same as whether one of these steps is a multiple of the interval.
    boolean look =
        watched && Math.floorDiv(last, LOSS_INTERVAL) > Math.floorDiv(first - 1, LOSS_INTERVAL);
    TensorData place = look ? loss : null;
    if (usual > 1 ? group.size() == usual : usual == 0) {
      trainer.steps(group, place);
    } else {
      for (int i = 0; i < group.size(); i++) {
        trainer.lookAtStep(group.get(i), i == group.size() - 1 ? place : null);
      }
    }
    if (look) {
      checkLoss(loss.getDouble(0), epoch, last);
    }
  }

  /**
   * Opens the batches of an epoch. With a number of steps it goes on where the last one stopped,
   * and the data begin anew when they are at their end; a pass that ended inside an epoch ends that
   * epoch.
   */
  private void beginPass() {
    if (pass != null && !pass.hasNext()) {
      endPass();
    }
    if (pass == null) {
      pass = train.open(passes++);
      taken = 0;
    }
  }

  /** Goes to a place inside a pass. */
  private void goTo(TrainingPosition from) {
    if (from.taken() == 0) {
      return;
    }
    // The last batch is read, since logs may be wanted before the next; those before are gone past.
    pass = train.open(passes++, from.taken() - 1);
    taken = from.taken() - 1;
    if (!pass.hasNext()) {
      throw new ModelException(
          "model '"
              + model.name()
              + "': training is to go on after "
              + from.taken()
              + " batches of a pass over the data, but it has fewer; give fit the data and the"
              + " batch size of the run that was interrupted");
    }
    Trainer.Prepared last = trainer.next(Mode.TRAIN, pass, 1).get(0);
    taken++;
    if (from.step() > 0) {
      // The epoch may have no step left, and yet its logs are wanted.
      trainer.make(last);
    }
  }

  /** The variables of metrics, where no step is left that would make them. */
  private void makeMetrics() {
    beginPass();
    if (pass.hasNext()) {
      trainer.make(trainer.next(Mode.TRAIN, pass, 1).get(0));
    }
  }

  private void endPass() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
  }

  private void checkLoss(double value, int epoch, long step) {
    if (watched && !Double.isFinite(value)) {
      throw new ModelException(
          "model '"
              + model.name()
              + "': the loss became "
              + value
              + " by step "
              + step
              + " of epoch "
              + epoch
              + "; look for NaN and infinite numbers in the data, lower the learning rate, or clip"
              + " the gradients (clipnorm)");
    }
  }
}
