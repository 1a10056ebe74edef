package io.trihorn.distribution.workers;

import io.trihorn.backend.exchange.Exchange;
import io.trihorn.backend.exchange.Message;
import io.trihorn.backend.exchange.OneBit;
import io.trihorn.backend.exchange.Packed;
import io.trihorn.backend.exchange.Reduction;
import io.trihorn.backend.exchange.RowTensor;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One of the workers of an epoch: its copy of the model, and its part of the steps. All workers
 * have the same model whenever they have met, but for the random states, which differ, so that each
 * drops other elements.
 */
public final class Worker {
  private final Model model;
  private final int rank;
  private final Exchange<Message> exchange;
  private final Averaging averaging;
  private final List<Weight> variables;
  private final List<Weight> trained;

  /** The values at the last meeting, as all workers have them. */
  private WorkerState met;

  /** What is still to be sent of gradients that are sent as bits, and of their means. */
  private OneBit own = new OneBit();

  private OneBit all = new OneBit();

  /** Rows and losses of this worker that the others do not know of. */
  private long newRows;

  private double newLoss;
  private long nanos;

  /**
   * A worker that has not begun.
   *
   * @param model its copy, compiled
   * @param rank its number, from 0
   * @param exchange its way to the others, which have models like this one
   * @param averaging what they exchange
   */
  public Worker(Model model, int rank, Exchange<Message> exchange, Averaging averaging) {
    this.model = model;
    this.rank = rank;
    this.exchange = exchange;
    this.averaging = averaging;
    this.variables = WorkerState.variables(model);
    this.trained = model.optimizer().trained();
  }

  /** Begins with a state. */
  public void begin(WorkerState state) {
    met = state;
    model.setVariableValues(variables, turned(state.values()));
    own = new OneBit();
    all = new OneBit();
  }

  /** The state as of the last meeting. */
  public WorkerState state() {
    return met;
  }

  /** The nanoseconds in which this worker packed, gave, waited for others and took means. */
  public long exchanging() {
    return nanos;
  }

  /**
   * Trains until no worker has batches any more.
   *
   * @param batches those of this worker; equally many for all, but for one that the last may lack
   * @param between the steps after which workers that exchange gradients meet too; 0 for the end
   *     only
   * @param after is given the state of each meeting after which it goes on
   */
  public void run(Iterator<Batch> batches, int between, Consumer<WorkerState> after) {
    boolean alike = averaging.ofGradients();
    boolean more = true;
    while (more) {
      long steps = 0;
      if (alike) {
        while (more && (between == 0 || steps < between)) {
          more = step(batches);
          steps += more ? 1 : 0;
        }
        meet(steps);
      } else {
        stepsAlone(batches, averaging.steps());
        more = meet(averaging.steps());
      }
      if (more) {
        after.accept(met);
      }
    }
  }

  /**
   * A step that all workers make together: each has the gradients of its batch, and all apply their
   * mean over all rows.
   *
   * @return whether there was any row
   */
  private boolean step(Iterator<Batch> batches) {
    if (exchange.workers() == 1) {
      // Nothing stands between the two parts of a step.
      return stepsAlone(batches, 1) > 0;
    }
    Message mean = exchanged(gradients(batches), message -> packed(message, all));
    if (mean.rows() == 0) {
      return false;
    }
    List<TensorData> means = mean.whole();
    Map<Weight, TensorData> applied = new LinkedHashMap<>();
    for (int i = 0; i < trained.size(); i++) {
      if (means.get(i) != null) {
        applied.put(trained.get(i), means.get(i));
      }
    }
    model.applyGradients(applied);
    return true;
  }

  /** The gradients of the next batch, or none. */
  private Supplier<Message> gradients(Iterator<Batch> batches) {
    List<TensorType> types = trained.stream().map(Weight::type).toList();
    List<TensorData> values = new ArrayList<>();
    if (!batches.hasNext()) {
      trained.forEach(weight -> values.add(null));
      return () -> Message.of(0, 0, types, values);
    }
    Batch batch = batches.next();
    LossGradients made = model.gradients(Dataset.of(batch));
    trained.forEach(weight -> values.add(made.gradients().get(weight)));
    int rows = batch.rows();
    newRows += rows;
    newLoss += made.loss() * rows;
    return () -> packed(Message.of(rows, made.loss() * rows, types, values), own);
  }

  private Message packed(Message message, OneBit errors) {
    return averaging.oneBit() ? message.with(errors.pack(message.tensors())) : message;
  }

  private Message exchanged(Supplier<Message> message, UnaryOperator<Message> given) {
    long begin = System.nanoTime();
    Message mean = exchange.reduce(message.get(), parts -> given.apply(Message.together(parts)));
    nanos += System.nanoTime() - begin;
    return mean;
  }

  /**
   * Steps of this worker alone.
   *
   * @return how many there were
   */
  private int stepsAlone(Iterator<Batch> batches, int steps) {
    int done = 0;
    while (done < steps && batches.hasNext()) {
      Batch batch = batches.next();
      double loss = model.trainOnBatch(Dataset.of(batch)).get("loss");
      newRows += batch.rows();
      newLoss += loss * batch.rows();
      done++;
    }
    return done;
  }

  /**
   * The workers meet, and all go on with the same state: the mean of what they have, weighted by
   * the rows since they met. What each has computed alike is not sent.
   *
   * @param steps the steps since then
   * @return whether there was any row
   */
  private boolean meet(long steps) {
    Set<Weight> same = new LinkedHashSet<>();
    if (exchange.workers() == 1) {
      same.addAll(variables);
    } else if (averaging.ofGradients()) {
      same.addAll(trained);
      same.addAll(model.optimizer().variables());
    }
    List<TensorData> now = turned(model.variableValues(variables));
    Message total = exchanged(() -> new Message(newRows, newLoss, changes(now, same)), m -> m);
    int at = 0;
    for (int i = 0; i < variables.size(); i++) {
      if (!same.contains(variables.get(i))) {
        now.set(i, changed(met.values().get(i), total.tensors().get(at++).unpacked()));
      }
    }
    begin(
        new WorkerState(
            met.steps() + steps, met.rows() + total.rows(), met.loss() + total.loss(), now));
    newRows = 0;
    newLoss = 0;
    return total.rows() > 0;
  }

  private List<Packed> changes(List<TensorData> now, Set<Weight> same) {
    List<Packed> changes = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      if (!same.contains(variables.get(i))) {
        changes.add(change(met.values().get(i), now.get(i)));
      }
    }
    return changes;
  }

  /** How a value has changed; integers are as they are. */
  private static RowTensor change(TensorData before, TensorData now) {
    if (!now.dtype().isFloating()) {
      return RowTensor.of(now.type(), now);
    }
    if (now.equals(before)) {
      return RowTensor.whole(now.type(), null);
    }
    RowTensor change = Reduction.sum(now.type(), List.of(part(1, now), part(-1, before)));
    return RowTensor.of(now.type(), change.whole());
  }

  /** The value after a change, as {@link #change} tells it. */
  private static TensorData changed(TensorData before, RowTensor change) {
    if (!before.dtype().isFloating()) {
      return change.isZero() ? TensorData.zeros(before.type()) : change.whole();
    }
    return Reduction.sum(before.type(), List.of(part(1, before), new Reduction.Part(1, change)))
        .whole();
  }

  private static Reduction.Part part(double weight, TensorData tensor) {
    return new Reduction.Part(weight, RowTensor.whole(tensor.type(), tensor));
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
