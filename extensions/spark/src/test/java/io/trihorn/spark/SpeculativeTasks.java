package io.trihorn.spark;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.cos;
import static org.apache.spark.sql.functions.sin;

import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Predicts and writes a table while the first attempt at one of its parts hangs, so that Spark
 * begins it a second time beside; tells what came out.
 */
final class SpeculativeTasks {
  private static final int ROWS = 1_200;
  private static final int WORKERS = 2;
  private static final int PARTS = 6;
  private static final int HANGS_SECONDS = 60;

  private static final Map<String, String> SPECULATION =
      Map.of(
          "spark.speculation", "true",
          "spark.speculation.interval", "100ms",
          "spark.speculation.quantile", "0.5",
          "spark.speculation.multiplier", "1.1");

  private SpeculativeTasks() {}

  private static Iterator<Long> slowAtFirst(Iterator<Long> rows) throws InterruptedException {
    TaskContext task = TaskContext.get();
    if (task.partitionId() == 0 && task.attemptNumber() == 0) {
      TimeUnit.SECONDS.sleep(HANGS_SECONDS);
    }
    return rows;
  }

  /**
   * Runs.
   *
   * @param args where the table is written, and an empty folder for the cluster
   */
  public static void main(String[] args) throws IOException {
    SPECULATION.forEach(System::setProperty);
    AtomicInteger speculative = new AtomicInteger();
    try (StandaloneCluster cluster = new StandaloneCluster(Path.of(args[1]), WORKERS);
        SparkSession spark = ClusterProcess.session(cluster.url(), WORKERS, 1024);
        Sequential model = new Sequential(input(2), dense(5, "tanh"), dense(1))) {
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart start) {
                  speculative.addAndGet(start.taskInfo().speculative() ? 1 : 0);
                }
              });
      model.seed(5);
      Dataset<Row> rows =
          spark
              .range(0, ROWS, 1, PARTS)
              .mapPartitions(
                  (MapPartitionsFunction<Long, Long>) SpeculativeTasks::slowAtFirst,
                  Encoders.LONG())
              .toDF("id")
              .withColumn("features", array(sin(col("id")), cos(col("id"))));
      TrihornModel stage =
          TrihornModel.fromModel(model).setBackend("onnx").setBatchSize(64).setOutputCol("outputs");
      stage.transform(rows).write().parquet(args[0]);
      List<Row> written = spark.read().parquet(args[0]).orderBy("id").collectAsList();
      System.out.println("tasks begun twice: " + speculative.get());
      System.out.println("rows: " + written.size());
      System.out.println("largest difference: " + difference(written, model));
    }
  }

  /** Infinite where a row is not the one that should be there. */
  private static double difference(List<Row> written, Sequential model) {
    float[][] features = new float[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      features[i] = new float[] {(float) Math.sin(i), (float) Math.cos(i)};
    }
    float[] expected = model.on("onnx").predict(features).toFloatArray();
    double largest = 0;
    for (int i = 0; i < written.size(); i++) {
      Row row = written.get(i);
      double got = row.<Vector>getAs("outputs").apply(0);
      boolean same = row.<Long>getAs("id") == i;
      largest = Math.max(largest, same ? Math.abs(got - expected[i]) : Double.POSITIVE_INFINITY);
    }
    return largest;
  }
}
