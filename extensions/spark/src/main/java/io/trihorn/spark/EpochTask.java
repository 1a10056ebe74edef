package io.trihorn.spark;

import io.trihorn.data.Batch;
import io.trihorn.distribution.workers.Worker;
import io.trihorn.distribution.workers.WorkerState;
import io.trihorn.model.Model;
import io.trihorn.spark.RowOrder.Place;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.sql.Row;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * An epoch of one worker, a task of a barrier stage. The first worker gives the state at the end.
 * When an executor is lost, Spark begins the stage anew: the workers then take up the last
 * checkpoint, and pass over the rows that it has seen.
 */
final class EpochTask
    extends AbstractFunction1<
        scala.collection.Iterator<Tuple2<Place, Row>>, scala.collection.Iterator<EpochTask.End>>
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int KEPT_CHECKPOINTS = 2;

  private final TrainingPlan plan;

  /**
   * What the first worker gives. Not bare bytes: Spark would take Kryo for them, which needs
   * modules of the JDK opened.
   *
   * @param state the state at the end, as {@link StateBytes} writes it
   */
  record End(byte[] state) implements Serializable {}

  EpochTask(TrainingPlan plan) {
    this.plan = plan;
  }

  @Override
  public scala.collection.Iterator<EpochTask.End> apply(
      scala.collection.Iterator<Tuple2<Place, Row>> arranged) {
    BarrierTaskContext context = BarrierTaskContext.get();
    int rank = context.partitionId();
    Iterator<Tuple2<Place, Row>> rows = CollectionConverters.asJava(arranged);
    try (Meeting meeting = meet(context);
        ModelCache.Lease lease =
            ModelCache.EXECUTOR.take("train/" + plan.job() + "/" + rank, this::open)) {
      Worker worker = new Worker(lease.model(), rank, meeting.link(), plan.averaging());
      worker.begin(start(lease.model(), meeting.checkpoint()));
      long before = worker.state().steps();
      for (long i = 0; i < before * plan.batchSize() && rows.hasNext(); i++) {
        rows.next();
      }
      long begin = System.nanoTime();
      run(worker, new Batches(rows, plan.columns().feeds(lease.model()), plan.batchSize()), rank);
      plan.times()
          .add(
              worker.state().steps() - before,
              System.nanoTime() - begin,
              worker.exchanging(),
              meeting.link().sent());
      List<End> result = rank == 0 ? List.of(new End(StateBytes.of(worker.state()))) : List.of();
      return CollectionConverters.asScala(result.iterator());
    }
  }

  /**
   * What workers agree on before they begin.
   *
   * @param link the way to each other
   * @param checkpoint the name of the one to go on from, or empty
   */
  private record Meeting(Link link, String checkpoint) implements AutoCloseable {
    @Override
    public void close() {
      link.close();
    }
  }

  private Meeting meet(BarrierTaskContext context) {
    int rank = context.partitionId();
    Runnable check = context::killTaskIfInterrupted;
    if (rank > 0) {
      String[] parts = context.allGather("")[0].split(" ", 2);
      String address = context.getTaskInfos()[0].address();
      String host = address.substring(0, address.lastIndexOf(':'));
      return new Meeting(Link.to(host, parts[0], rank, context.numPartitions(), check), parts[1]);
    }
    Link link = Link.first(context.numPartitions(), check);
    try {
      String checkpoint = lastCheckpoint();
      // By Spark's barrier, which takes a second for it.
      context.allGather(link.address() + " " + checkpoint);
      link.await();
      return new Meeting(link, checkpoint);
    } catch (RuntimeException | Error e) {
      link.close();
      throw e;
    }
  }

  /** The rows of this worker in batches. */
  private record Batches(
      Iterator<Tuple2<Place, Row>> rows, TrainingColumns.Feeds feeds, int batchSize)
      implements Iterator<Batch> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Batch next() {
      List<Row> batch = new ArrayList<>(batchSize);
      while (batch.size() < batchSize && rows.hasNext()) {
        batch.add(rows.next()._2());
      }
      return feeds.batch(batch);
    }
  }

  private Model open() {
    Model model = plan.file().value().open();
    if (plan.backend() != null) {
      model.on(plan.backend());
    }
    return model;
  }

  private void run(Worker worker, Iterator<Batch> batches, int rank) {
    if (plan.checkpoints() == null) {
      worker.run(batches, 0, state -> {});
      return;
    }
    long[] written = {worker.state().steps()};
    worker.run(
        batches,
        plan.checkpointSteps(),
        state -> {
          if (rank == 0 && state.steps() - written[0] >= plan.checkpointSteps()) {
            write(state);
            written[0] = state.steps();
          }
        });
  }

  private String prefix() {
    return "epoch-%06d-".formatted(plan.epoch());
  }

  private void write(WorkerState state) {
    plan.checkpoints()
        .write(prefix() + "step-%012d".formatted(state.steps()), StateBytes.of(state));
    List<String> names = plan.checkpoints().names();
    names
        .subList(0, Math.max(0, names.size() - KEPT_CHECKPOINTS))
        .forEach(plan.checkpoints()::delete);
  }

  /** The last checkpoint of the epoch, or an empty name. */
  private String lastCheckpoint() {
    List<String> names =
        plan.checkpoints() == null
            ? List.of()
            : plan.checkpoints().names().stream().filter(n -> n.startsWith(prefix())).toList();
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }

  private WorkerState start(Model model, String checkpoint) {
    byte[] bytes =
        checkpoint.isEmpty() ? plan.state().value() : plan.checkpoints().read(checkpoint);
    return StateBytes.read(bytes, model);
  }
}
