package io.trihorn.packaging;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import com.google.protobuf.Message;
import io.trihorn.model.Sequential;
import io.trihorn.spark.TrihornEstimator;
import io.trihorn.spark.TrihornModel;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A job that trains and predicts with the backends that use libraries which Spark uses too. */
public final class SparkJob {
  private static final double GOOD = .9;

  private SparkJob() {}

  /** Runs; fails where a model has learned nothing. */
  public static void main(String[] args) {
    System.out.println(
        "protobuf: " + Message.class.getProtectionDomain().getCodeSource().getLocation());
    SparkSession spark = SparkSession.builder().getOrCreate();
    if (LogManager.getContext(false).getLogger("org.apache.spark").isInfoEnabled()) {
      throw new IllegalStateException("expected Spark to log no more than warnings");
    }
    Dataset<Row> points =
        spark.sql(
            "SELECT sin(id) AS x, cos(id * 0.7) AS y, double(sin(id) > cos(id * 0.7)) AS label"
                + " FROM range(0, 2000, 1, 2)");
    for (String backend : List.of("onnx", "tensorflow")) {
      try (Sequential model = new Sequential(input(2), dense(16, "relu"), dense(2, "softmax"))) {
        model.compile("adam", "sparse_categorical_crossentropy");
        TrihornModel trained =
            TrihornEstimator.fromModel(model)
                .setInputCols("x", "y")
                .setBackend(backend)
                .setWorkers(2)
                .setEpochs(10)
                .setLearningRate(.01)
                .fit(points);
        double right =
            trained.transform(points).where("prediction = label").count() / (double) points.count();
        System.out.println(backend + ": " + right + " right");
        if (right < GOOD) {
          throw new IllegalStateException("expected " + GOOD + " right on " + backend);
        }
      }
    }
    spark.stop();
  }
}
