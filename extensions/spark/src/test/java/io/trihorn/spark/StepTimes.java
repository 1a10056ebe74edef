package io.trihorn.spark;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;

import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Measures the steps of training: what a worker computes and exchanges, with one worker and with
 * two, of which each has one core, or all that there are, which two then share. The first epoch, in
 * which programs are compiled, does not count.
 */
final class StepTimes {
  private static final int STEPS = 40;
  private static final int USERS = 10_000;
  private static final int ITEMS = 5_000;
  private static final int PIXELS = 784;
  private static final int CLASSES = 10;

  private StepTimes() {}

  /** What is trained, with rows for it. */
  private record Case(String name, Model model, int batch, StructType schema, boolean pairs) {
    Dataset<Row> rows(SparkSession spark, long count) {
      boolean ofPairs = pairs;
      return spark
          .range(0, count, 1, 2)
          .map((MapFunction<Long, Row>) i -> row(ofPairs, i), Encoders.row(schema));
    }

    private static Row row(boolean pairs, long i) {
      Random random = new Random(i);
      if (pairs) {
        return RowFactory.create(random.nextInt(USERS), random.nextInt(ITEMS), random.nextFloat());
      }
      List<Float> pixels = new ArrayList<>();
      for (int k = 0; k < PIXELS; k++) {
        pixels.add(random.nextFloat());
      }
      return RowFactory.create(pixels, (float) random.nextInt(CLASSES));
    }

    List<String> inputs() {
      return pairs ? List.of("user", "item") : List.of("pixels");
    }
  }

  private static final StructType IMAGES =
      new StructType()
          .add("pixels", DataTypes.createArrayType(DataTypes.FloatType))
          .add("label", DataTypes.FloatType);
  private static final StructType PAIRS =
      new StructType()
          .add("user", DataTypes.IntegerType)
          .add("item", DataTypes.IntegerType)
          .add("label", DataTypes.FloatType);

  private static Model compiled(Model model, String loss) {
    model.compile(Optimizers.adam(.001), loss);
    return model;
  }

  private static List<Case> cases() {
    Model mlp =
        compiled(
            new Sequential(
                input(PIXELS), dense(512, "relu"), dense(512, "relu"), dense(CLASSES, "softmax")),
            "sparse_categorical_crossentropy");
    Model lenet =
        compiled(
            new Sequential(
                input(PIXELS),
                Layers.reshape(28, 28, 1),
                conv2d(6, 5).padding("same").activation("relu"),
                maxPooling2d(2),
                conv2d(16, 5).activation("relu"),
                maxPooling2d(2),
                flatten(),
                dense(120, "relu"),
                dense(84, "relu"),
                dense(CLASSES, "softmax")),
            "sparse_categorical_crossentropy");
    KerasTensor user = Layers.inputTensor(input(1).dtype("int32"));
    KerasTensor item = Layers.inputTensor(input(1).dtype("int32"));
    KerasTensor both =
        Layers.concatenate()
            .apply(
                flatten().apply(Layers.embedding(USERS, 32).apply(user)),
                flatten().apply(Layers.embedding(ITEMS, 32).apply(item)));
    KerasTensor hidden = dense(64, "relu").apply(both);
    Model recommender =
        compiled(new Model(List.of(user, item), List.of(dense(1).apply(hidden))), "mse");
    return List.of(
        new Case("MLP", mlp, 64, IMAGES, false),
        new Case("LeNet", lenet, 64, IMAGES, false),
        new Case("recommender", recommender, 256, PAIRS, true));
  }

  /** The sums of the last stage that trained. */
  private static final class Sums extends SparkListener {
    private Map<String, Long> last = Map.of();

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
      Map<String, Long> sums = new LinkedHashMap<>();
      CollectionConverters.asJava(completed.stageInfo().accumulables())
          .values()
          .forEach(
              sum -> {
                String name = sum.name().getOrElse(() -> "");
                if (name.startsWith("trihorn")) {
                  sums.put(name, ((Number) sum.value().get()).longValue());
                }
              });
      if (!sums.isEmpty()) {
        last = sums;
      }
    }

    synchronized long get(String name) {
      return last.entrySet().stream()
          .filter(e -> e.getKey().startsWith("trihorn " + name))
          .mapToLong(Map.Entry::getValue)
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * How it is trained.
   *
   * @param averaging the steps between averages; 0 for gradients in each
   * @param oneBit whether gradients are sent as bits
   */
  private record Setting(int workers, int averaging, boolean oneBit) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(1, 0, false),
          new Setting(2, 0, false),
          new Setting(2, 0, true),
          new Setting(2, 10, false));

  /**
   * Measures.
   *
   * @param args the backend
   */
  public static void main(String[] args) throws Exception {
    System.out.println(
        "model        cores  workers  averaging  bits  ms/step computing  exchanging  share  kB sent/step  rows/s");
    for (boolean alone : new boolean[] {true, false}) {
      // Engines take as many threads as Java sees processors.
      String options = alone ? "-XX:ActiveProcessorCount=1" : "";
      try (SparkSession spark =
          ClusterProcess.session("local-cluster[2,1,2048]", 2, 2048, options)) {
        Sums sums = new Sums();
        spark.sparkContext().addSparkListener(sums);
        for (Case c : cases()) {
          for (Setting setting : SETTINGS) {
            System.out.println(line(c, setting, args[0], alone, spark, sums));
          }
        }
      }
    }
  }

  private static String line(
      Case c, Setting setting, String backend, boolean alone, SparkSession spark, Sums sums)
      throws InterruptedException {
    int workers = setting.workers();
    TrihornEstimator.fromModel(c.model())
        .setInputCols(c.inputs().toArray(new String[0]))
        .setBackend(backend)
        .setBatchSize(c.batch())
        .setWorkers(workers)
        .setAveragingSteps(setting.averaging())
        .setOneBit(setting.oneBit())
        .setEpochs(2)
        .fit(c.rows(spark, (long) STEPS * workers * c.batch()));
    Thread.sleep(500);
    double steps = (double) STEPS * workers;
    double computing = sums.get("computing") / steps / 1000;
    double exchanging = sums.get("exchanging") / steps / 1000;
    return String.format(
        Locale.ROOT,
        "%-12s %5s %8d %10d %5s %18.2f %11.2f %5.0f%% %13.1f %7.0f",
        c.name(),
        alone ? "1" : "all",
        workers,
        setting.averaging(),
        setting.oneBit() ? "yes" : "no",
        computing,
        exchanging,
        100 * exchanging / (computing + exchanging),
        sums.get("bytes") / steps / 1000,
        workers * c.batch() * 1000 / (computing + exchanging));
  }
}
