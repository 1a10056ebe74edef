package io.trihorn.spark;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A small model of users and what is known about things, and rows for it. */
final class Ratings {
  private static final int USERS = 11;
  private static final StructType SCHEMA =
      new StructType()
          .add("user", DataTypes.IntegerType)
          .add("about", DataTypes.createArrayType(DataTypes.FloatType))
          .add("label", DataTypes.FloatType)
          .add("weight", DataTypes.FloatType);

  private Ratings() {}

  static int user(int row) {
    return row * 7 % USERS;
  }

  static float[] about(int row) {
    return new float[] {(float) Math.sin(row), (float) Math.cos(row * .7)};
  }

  static float label(int row) {
    return (float) (Math.sin(row * .3) + user(row) * .1);
  }

  static float weight(int row) {
    return .5f + row % 3;
  }

  /** The rows as a table of one partition, in their order. */
  static org.apache.spark.sql.Dataset<Row> table(int rows) {
    return table(LocalSpark.session(), rows);
  }

  static org.apache.spark.sql.Dataset<Row> table(SparkSession session, int rows) {
    List<Row> all =
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    RowFactory.create(
                        user(i), List.of(about(i)[0], about(i)[1]), label(i), weight(i)))
            .toList();
    return session.createDataFrame(all, SCHEMA).coalesce(1);
  }

  /** Some of the rows for the model itself. */
  static Dataset rows(boolean weighted, int... rows) {
    int n = rows.length;
    TensorData users = TensorData.of(IntStream.of(rows).map(Ratings::user).toArray(), n, 1);
    float[] abouts = new float[2 * n];
    float[] labels = new float[n];
    float[] weights = new float[n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(about(rows[i]), 0, abouts, 2 * i, 2);
      labels[i] = label(rows[i]);
      weights[i] = weight(rows[i]);
    }
    List<TensorData> inputs = List.of(users, TensorData.of(abouts, n, 2));
    TensorData targets = TensorData.of(labels);
    return weighted
        ? Dataset.of(inputs, targets, TensorData.of(weights))
        : Dataset.of(inputs, targets);
  }

  static Model model() {
    KerasTensor user = Layers.inputTensor(Layers.input(1).dtype("int32").name("user"));
    KerasTensor about = Layers.inputTensor(Layers.input(2).name("about"));
    KerasTensor known = Layers.flatten().apply(Layers.embedding(USERS, 3).apply(user));
    KerasTensor joined = Layers.concatenate().apply(known, about);
    KerasTensor hidden = Layers.dense(6, "tanh").apply(joined);
    Model model = new Model(List.of(user, about), List.of(Layers.dense(1).apply(hidden)));
    model.seed(8);
    model.compile(Optimizers.adam(.01), "mse");
    return model;
  }

  static TrihornEstimator estimator(Model model, String backend) {
    return TrihornEstimator.fromModel(model)
        .setInputCols("user", "about")
        .setBackend(backend)
        .setBatchSize(4)
        .setWorkers(2)
        .setShuffle(false);
  }
}
