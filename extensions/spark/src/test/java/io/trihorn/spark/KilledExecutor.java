package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Trains on three executors twice, and the second time kills one of them when there is a
 * checkpoint; tells the largest difference of what came out.
 */
final class KilledExecutor {
  private static final int ROWS = 1_200;

  private KilledExecutor() {}

  /** Whether the second epoch has a checkpoint, in the folder of whatever training is there. */
  private static boolean isSecondEpoch(Path checkpoints) {
    // Lists of java.io, since files go while they are listed.
    File[] trainings = checkpoints.toFile().listFiles();
    return trainings != null
        && Stream.of(trainings)
            .map(File::list)
            .filter(Objects::nonNull)
            .flatMap(Stream::of)
            .anyMatch(name -> name.startsWith("epoch-000001"));
  }

  /** Kills an executor in the second epoch. */
  private static void kill(Path checkpoints) {
    try {
      while (!isSecondEpoch(checkpoints)) {
        Thread.sleep(20);
      }
      // Whatever this process has started is an executor; their long command lines cannot be read.
      ProcessHandle executor = ProcessHandle.current().children().findFirst().orElseThrow();
      // SIGKILL
      executor.destroyForcibly();
      System.out.println("killed " + executor.pid());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs.
   *
   * @param args a folder for checkpoints
   */
  public static void main(String[] args) throws Exception {
    Path checkpoints = Path.of(args[0]);
    AtomicInteger again = new AtomicInteger();
    SparkSession spark = ClusterProcess.session(3, 1024);
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                if (submitted.stageInfo().attemptNumber() > 0) {
                  again.incrementAndGet();
                }
              }
            });
    try (spark;
        Model model = Ratings.model()) {
      Dataset<Row> rows = Ratings.table(spark, ROWS);
      TrihornEstimator estimator =
          Ratings.estimator(model, "onnx")
              .setWorkers(3)
              .setShuffle(true)
              .setEpochs(3)
              .setCheckpointDir(checkpoints.toUri().toString())
              .setCheckpointSteps(5);
      TrihornModel calm = estimator.fit(rows);
      int before = again.get();
      Thread killer = new Thread(() -> kill(checkpoints));
      killer.setDaemon(true);
      killer.start();
      TrihornModel disturbed = estimator.fit(rows);
      killer.join();
      System.out.println("stages begun anew: " + (again.get() - before));
      System.out.println("largest difference: " + difference(calm, disturbed));
    }
  }

  private static double difference(TrihornModel one, TrihornModel two) {
    double largest = 0;
    try (Model a = one.open();
        Model b = two.open()) {
      List<TensorData> as = a.weightValues();
      List<TensorData> bs = b.weightValues();
      for (int i = 0; i < as.size(); i++) {
        for (int k = 0; k < as.get(i).size(); k++) {
          largest = Math.max(largest, Math.abs(as.get(i).getDouble(k) - bs.get(i).getDouble(k)));
        }
      }
    }
    return largest;
  }
}
