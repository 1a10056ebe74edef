package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.LossGradients;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;

/**
 * One of the workers of an epoch: its copy of the model, and its part of the steps. All workers
 * have the same model whenever they have met, but for the random states, which differ, so that each
 * drops other elements.
 */
final class Worker {
  private final Model model;
  private final TrainingColumns.Feeds feeds;
  private final int batchSize;
  private final int rank;
  private final Exchange exchange;
  private final List<Weight> variables;
  private final List<Weight> trained;

  /** The values at the last meeting, as all workers have them. */
  private TrainingState met;

  /** Rows and losses of this worker that the others do not know of. */
  private long newRows;

  private double newLoss;

  Worker(Model model, TrainingColumns columns, int batchSize, int rank, Exchange exchange) {
    this.model = model;
    this.feeds = columns.feeds(model);
    this.batchSize = batchSize;
    this.rank = rank;
    this.exchange = exchange;
    this.variables = TrainingState.variables(model);
    this.trained = model.optimizer().trained();
  }

  /** Begins with a state. */
  void begin(TrainingState state) {
    met = state;
    model.setVariableValues(variables, turned(state.values()));
  }

  /** The state as of the last meeting. */
  TrainingState state() {
    return met;
  }

  private List<Row> next(Iterator<Row> rows) {
    List<Row> batch = new ArrayList<>(batchSize);
    while (batch.size() < batchSize && rows.hasNext()) {
      batch.add(rows.next());
    }
    return batch;
  }

  /**
   * A step that all workers make together: each has the gradients of its batch, and all apply their
   * mean over all rows.
   *
   * @return whether there was any row
   */
  boolean step(Iterator<Row> rows) {
    List<Row> batch = next(rows);
    List<TensorType> types = trained.stream().map(Weight::type).toList();
    List<TensorData> own = new ArrayList<>();
    double loss = 0;
    if (batch.isEmpty()) {
      trained.forEach(weight -> own.add(null));
    } else {
      LossGradients made = model.gradients(feeds.batch(batch));
      trained.forEach(weight -> own.add(made.gradients().get(weight)));
      loss = made.loss() * batch.size();
    }
    Exchange.Total total = exchange.total(batch.size(), loss, types, own);
    if (total.rows() == 0) {
      return false;
    }
    Map<Weight, TensorData> mean = new LinkedHashMap<>();
    for (int i = 0; i < trained.size(); i++) {
      if (total.tensors().get(i) != null) {
        mean.put(trained.get(i), total.tensors().get(i));
      }
    }
    model.applyGradients(mean);
    newRows += batch.size();
    newLoss += loss;
    return true;
  }

  /** Steps of this worker alone. */
  void stepsAlone(Iterator<Row> rows, int steps) {
    for (int i = 0; i < steps && rows.hasNext(); i++) {
      List<Row> batch = next(rows);
      double loss = model.trainOnBatch(feeds.batch(batch)).get("loss");
      newRows += batch.size();
      newLoss += loss * batch.size();
    }
  }

  /**
   * The workers meet, and all go on with the same state: the mean of what they have, weighted by
   * the rows since they met. What each has computed alike is not sent.
   *
   * @param steps the steps since then
   * @param alike whether all have made the same updates of weights
   * @return whether there was any row
   */
  boolean meet(long steps, boolean alike) {
    Set<Weight> same = new LinkedHashSet<>(alike ? trained : List.of());
    if (alike) {
      same.addAll(model.optimizer().variables());
    }
    List<Weight> differing = variables.stream().filter(w -> !same.contains(w)).toList();
    List<TensorData> now = turned(model.variableValues(variables));
    List<TensorType> types = differing.stream().map(Weight::type).toList();
    List<TensorData> changes = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      if (!same.contains(variables.get(i))) {
        changes.add(change(met.values().get(i), now.get(i)));
      }
    }
    Exchange.Total total = exchange.total(newRows, newLoss, types, changes);
    int at = 0;
    for (int i = 0; i < variables.size(); i++) {
      if (!same.contains(variables.get(i))) {
        now.set(i, changed(met.values().get(i), total.tensors().get(at++)));
      }
    }
    begin(
        new TrainingState(
            met.steps() + steps, met.rows() + total.rows(), met.loss() + total.loss(), now));
    newRows = 0;
    newLoss = 0;
    return total.rows() > 0;
  }

  /** How a value has changed; integers are as they are. */
  private static TensorData change(TensorData before, TensorData now) {
    if (!now.dtype().isFloating()) {
      return now;
    }
    if (now.equals(before)) {
      return null;
    }
    TensorData change = TensorData.zeros(now.type());
    for (long i = 0; i < now.size(); i++) {
      change.setDouble(i, now.getDouble(i) - before.getDouble(i));
    }
    return change;
  }

  /** The value after a change, as {@link #change} tells it; null tells of none, or of zeros. */
  private static TensorData changed(TensorData before, TensorData change) {
    if (!before.dtype().isFloating()) {
      return change == null ? TensorData.zeros(before.type()) : change;
    }
    if (change == null) {
      return before;
    }
    TensorData now = TensorData.zeros(before.type());
    for (long i = 0; i < now.size(); i++) {
      now.setDouble(i, before.getDouble(i) + change.getDouble(i));
    }
    return now;
  }

  /**
   * Values with the seeds of random states turned to this worker's, or back: the counters beside
   * them stay.
   */
  private List<TensorData> turned(List<TensorData> values) {
    Set<Weight> seeds = new LinkedHashSet<>(model.seedStates());
    List<TensorData> turned = new ArrayList<>(values);
    int turn = rank == 0 ? 0 : new SplittableRandom(rank).nextInt();
    for (int i = 0; i < turned.size(); i++) {
      if (seeds.contains(variables.get(i))) {
        TensorData seed = turned.get(i).copy();
        seed.setLong(0, (int) seed.getLong(0) ^ turn);
        turned.set(i, seed);
      }
    }
    return turned;
  }
}
