package io.trihorn.distribution.workers;

import io.trihorn.backend.exchange.Message;
import io.trihorn.backend.exchange.Workers;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Models;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a model by several threads, each with a copy of it, as {@code extensions/spark} does by
 * executors: workers exchange gradients in each step, whole or as bits, or make steps alone and
 * average what they have.
 *
 * <p>Unlike {@link io.trihorn.distribution.DataParallel}, with which a step is that of the whole
 * batch in everything, layers that look at a batch as a whole ({@code BatchNormalization}) see the
 * batch of their worker, and random layers draw other numbers on each.
 */
public final class ParallelTraining {
  private static final Workers THREADS = new Workers();

  private final Model model;
  private final int workers;
  private Averaging averaging = Averaging.GRADIENTS;

  /**
   * Of a compiled model.
   *
   * @param workers how many threads there are, at least one
   * @throws ModelException if the model is not compiled, or its losses are not means over rows
   */
  public ParallelTraining(Model model, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "parallel training: expected one worker or more, but got " + workers);
    }
    requireMeans(model);
    this.model = model;
    this.workers = workers;
  }

  /**
   * Checks that a model can be trained by workers.
   *
   * @throws ModelException if it is not compiled, or its losses are not means over rows
   */
  public static void requireMeans(Model model) {
    if (model.compilation() == null) {
      throw new ModelException(
          "model '%s' is not compiled: call compile(optimizer, loss) before it is given to workers"
              .formatted(model.name()));
    }
    if (!model.compilation().meansOverRows()) {
      throw new ModelException(
          "model '%s': expected losses that are means over rows (sum_over_batch_size), since batches of several workers are one"
              .formatted(model.name()));
    }
  }

  /** Sets what workers exchange; by default whole gradients in each step. */
  public ParallelTraining averaging(Averaging wanted) {
    averaging = wanted;
    return this;
  }

  /**
   * Trains. The batches of an epoch are dealt out in turn: of {@code n} workers that exchange
   * gradients, {@code n} batches make a step.
   *
   * @param data in batches, of 32 rows where none were made; its tensors one after another, not by
   *     name
   * @return the mean loss of each epoch
   * @throws IllegalArgumentException if there are no rows, or tensors have names
   */
  public List<Double> fit(Dataset data, int epochs) {
    if (!data.form().isPlain()) {
      throw new IllegalArgumentException(
          "parallel training: expected tensors one after another, but they have names; give a list");
    }
    Dataset batches = data.batchSize() == 0 ? data.batch(Dataset.DEFAULT_BATCH_SIZE) : data;
    List<Model> models = new ArrayList<>(List.of(model));
    try {
      while (models.size() < workers) {
        models.add(copy());
      }
      List<Double> losses = new ArrayList<>();
      WorkerState state = WorkerState.of(model);
      for (int epoch = 0; epoch < epochs; epoch++) {
        state = epoch(batches, epoch, models, WorkerState.begin(state.values()));
        losses.add(state.loss() / state.rows());
      }
      state.end(model);
      return losses;
    } finally {
      models.stream().skip(1).forEach(Model::close);
    }
  }

  /** A model like it; what it begins with is of no account. */
  private Model copy() {
    Model copy = Models.cloneModel(model).seed(model.seed()).on(model.backend());
    // An optimizer has state: the copy's is its own.
    return copy.compile(Model.fromJson(model.toJson()).compilation());
  }

  private WorkerState epoch(Dataset data, int number, List<Model> models, WorkerState begin) {
    // A worker may be as many batches ahead as there are between two meetings.
    int kept = workers * (averaging.steps() + 2);
    try (BatchIterator batches = data.hold(kept).open(number)) {
      Deal deal = new Deal(batches, workers);
      WorkerState[] end = new WorkerState[1];
      THREADS.<Message>each(
          workers,
          (rank, exchange) -> {
            Worker worker = new Worker(models.get(rank), rank, exchange, averaging);
            worker.begin(begin);
            worker.run(deal.of(rank), 0, state -> {});
            if (rank == 0) {
              end[0] = worker.state();
            }
          });
      if (end[0].rows() == 0) {
        throw new IllegalArgumentException(
            "parallel training: expected rows to train on, but there are none");
      }
      return end[0];
    }
  }
}
