package io.trihorn.spark;

import io.trihorn.distribution.workers.ParallelTraining;
import io.trihorn.distribution.workers.WorkerState;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.spark.RowOrder.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A training as the driver sees it: a stage for each epoch, and the state from one to the next. */
final class TrainingJob {
  private static final ClassTag<EpochTask.End> END = ClassTag$.MODULE$.apply(EpochTask.End.class);

  private final ModelFile file;
  private final ModelParams prediction;
  private final TrainingParams training;

  TrainingJob(ModelFile file, ModelParams prediction, TrainingParams training) {
    this.file = file;
    this.prediction = prediction;
    this.training = training;
  }

  /**
   * What came of it.
   *
   * @param file the trained model, with its optimizer
   * @param losses the mean loss of each epoch
   */
  record Result(ModelFile file, List<Double> losses) {}

  /** The columns that are read. */
  static TrainingColumns columns(ModelParams prediction, TrainingParams training) {
    return new TrainingColumns(prediction.inputs(), training.labels(), training.weight());
  }

  /** Trains on the rows of a table. */
  Result run(Dataset<?> table) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
    int workers = training.count(training.workers);
    RowOrder order =
        new RowOrder(
            workers == 0 ? context.defaultParallelism() : workers,
            prediction.batch(),
            training.shuffles(),
            training.seedValue());
    TrainingColumns columns = columns(prediction, training);
    Column[] cells = columns.all().stream().map(functions::col).toArray(Column[]::new);
    JavaPairRDD<Row, Long> numbered = RowOrder.numbered(table.select(cells).toJavaRDD());
    Broadcast<ModelFile> sent = context.broadcast(file);
    TrainingPlan plan = plan(columns, sent, context);
    try (Model model = file.open()) {
      return train(model, plan, order, numbered, context);
    } finally {
      if (plan.checkpoints() != null) {
        plan.checkpoints().delete();
      }
      sent.destroy();
    }
  }

  private TrainingPlan plan(
      TrainingColumns columns, Broadcast<ModelFile> sent, JavaSparkContext context) {
    String job = UUID.randomUUID().toString();
    Folder folder =
        training.folder() == null
            ? null
            : new Folder(
                    training.folder(), new SerializableConfiguration(context.hadoopConfiguration()))
                .inside(job);
    return new TrainingPlan(
        job,
        sent,
        prediction.backendName(),
        columns,
        training.averaging(),
        prediction.batch(),
        folder,
        training.count(training.checkpointSteps),
        0,
        null,
        null);
  }

  private Result train(
      Model model,
      TrainingPlan plan,
      RowOrder order,
      JavaPairRDD<Row, Long> numbered,
      JavaSparkContext context) {
    require(model);
    if (training.rateOrNull() != null) {
      model.setLearningRate(training.rateOrNull());
    }
    // Fails here, and not on executors, where columns do not fit.
    plan.columns().feeds(model);
    List<Double> losses = new ArrayList<>();
    JavaPairRDD<Place, Row> rows = null;
    byte[] state = StateBytes.of(WorkerState.of(model));
    for (int epoch = 0; epoch < training.count(training.epochs); epoch++) {
      // What is in one order is sorted once.
      rows = rows == null || order.shuffle() ? order.arrange(numbered, epoch) : rows;
      Broadcast<byte[]> sent = context.broadcast(state);
      RDD<EpochTask.End> ends =
          rows.rdd()
              .barrier()
              .mapPartitions(
                  new EpochTask(plan.at(epoch, sent, TrainingTimes.in(context.sc()))), false, END);
      // Spark begins a stage of barrier tasks anew where a shuffle is behind it, and gives up where
      // it is the last.
      state = JavaRDD.fromRDD(ends, END).coalesce(1, true).collect().get(0).state();
      sent.destroy();
      WorkerState end = StateBytes.read(state, model);
      if (end.rows() == 0) {
        throw new TrihornSparkException("expected rows to train on, but there are none");
      }
      losses.add(end.loss() / end.rows());
      state = StateBytes.of(WorkerState.begin(end.values()));
    }
    StateBytes.read(state, model).end(model);
    return new Result(ModelFile.of(model), losses);
  }

  private static void require(Model model) {
    try {
      ParallelTraining.requireMeans(model);
    } catch (ModelException e) {
      throw new TrihornSparkException(e.getMessage(), e);
    }
  }
}
