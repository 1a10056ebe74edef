package io.trihorn.spark;

import io.trihorn.model.Model;
import io.trihorn.spark.RowOrder.Place;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
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
        scala.collection.Iterator<Tuple2<Place, Row>>, scala.collection.Iterator<byte[]>>
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int KEPT_CHECKPOINTS = 2;

  private final TrainingPlan plan;

  EpochTask(TrainingPlan plan) {
    this.plan = plan;
  }

  @Override
  public scala.collection.Iterator<byte[]> apply(
      scala.collection.Iterator<Tuple2<Place, Row>> arranged) {
    BarrierTaskContext context = BarrierTaskContext.get();
    int rank = context.partitionId();
    Exchange exchange = new Exchange(context.numPartitions(), context::allGather);
    Iterator<Tuple2<Place, Row>> rows = CollectionConverters.asJava(arranged);
    try (ModelCache.Lease lease =
        ModelCache.EXECUTOR.take("train/" + plan.job() + "/" + rank, this::open)) {
      Model model = lease.model();
      Worker worker = new Worker(model, plan.columns(), plan.batchSize(), rank, exchange);
      worker.begin(start(model, exchange));
      long used = worker.state().steps() * plan.batchSize();
      for (long i = 0; i < used && rows.hasNext(); i++) {
        rows.next();
      }
      run(worker, new Cells(rows), rank == 0);
      List<byte[]> result = rank == 0 ? List.of(worker.state().toBytes()) : List.of();
      return CollectionConverters.asScala(result.iterator());
    }
  }

  private record Cells(Iterator<Tuple2<Place, Row>> rows) implements Iterator<Row> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      return rows.next()._2();
    }
  }

  private Model open() {
    Model model = plan.file().value().open();
    if (plan.backend() != null) {
      model.on(plan.backend());
    }
    return model;
  }

  private void run(Worker worker, Iterator<Row> rows, boolean first) {
    boolean alike = plan.averaging() == 0;
    int between = alike ? plan.checkpointSteps() : plan.averaging();
    boolean more = true;
    long written = worker.state().steps();
    while (more) {
      long steps = 0;
      if (alike) {
        while (more && (plan.checkpoints() == null || steps < between)) {
          more = worker.step(rows);
          steps += more ? 1 : 0;
        }
        worker.meet(steps, true);
      } else {
        worker.stepsAlone(rows, between);
        more = worker.meet(between, false);
      }
      boolean due = worker.state().steps() - written >= plan.checkpointSteps();
      if (first && more && due && plan.checkpoints() != null) {
        write(worker.state());
        written = worker.state().steps();
      }
    }
  }

  private String prefix() {
    return "epoch-%06d-".formatted(plan.epoch());
  }

  private void write(TrainingState state) {
    plan.checkpoints().write(prefix() + "step-%012d".formatted(state.steps()), state.toBytes());
    List<String> names = plan.checkpoints().names();
    names
        .subList(0, Math.max(0, names.size() - KEPT_CHECKPOINTS))
        .forEach(plan.checkpoints()::delete);
  }

  /** The last checkpoint of the epoch that the first worker sees, or the state of its begin. */
  private TrainingState start(Model model, Exchange exchange) {
    String last = "";
    if (plan.checkpoints() != null) {
      List<String> names =
          plan.checkpoints().names().stream().filter(n -> n.startsWith(prefix())).toList();
      last = names.isEmpty() ? "" : names.get(names.size() - 1);
      byte[] decided = exchange.gather(last.getBytes(StandardCharsets.UTF_8)).get(0);
      last = new String(decided, StandardCharsets.UTF_8);
    }
    byte[] bytes = last.isEmpty() ? plan.state().value() : plan.checkpoints().read(last);
    return TrainingState.of(bytes, model);
  }
}
