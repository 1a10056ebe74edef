package io.trihorn.spark;

import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Predictions in tables are those of the model itself, whatever the columns are. */
@ExtendWith(LocalSpark.class)
class TrihornModelTest {
  private static final int ROWS = 21;
  private static final StructType NUMBERS =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("a", DataTypes.DoubleType)
          .add("b", DataTypes.IntegerType)
          .add("c", DataTypes.BooleanType)
          .add("vector", SQLDataTypes.VectorType())
          .add("array", DataTypes.createArrayType(DataTypes.FloatType));

  @TempDir Path folder;

  private static float[] features(int row) {
    return new float[] {(float) Math.sin(row), row % 5, row % 2};
  }

  private static float[][] all() {
    return IntStream.range(0, ROWS).mapToObj(TrihornModelTest::features).toArray(float[][]::new);
  }

  private static Row row(int i) {
    float[] f = features(i);
    return RowFactory.create(
        (long) i,
        (double) f[0],
        (int) f[1],
        f[2] > 0,
        i == 3 ? Vectors.sparse(3, new int[] {0, 1, 2}, doubles(f)) : Vectors.dense(doubles(f)),
        List.of(f[0], f[1], f[2]));
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static Dataset<Row> numbers() {
    return LocalSpark.session()
        .createDataFrame(IntStream.range(0, ROWS).mapToObj(TrihornModelTest::row).toList(), NUMBERS)
        .repartition(3);
  }

  private static Sequential classifier() {
    Sequential model = new Sequential(input(3), dense(5, "tanh"), dense(4, "softmax"));
    model.seed(3);
    return model;
  }

  private static TrihornModel of(Model model) {
    return TrihornModel.fromModel(model).setBackend("onnx").setBatchSize(4);
  }

  private static void check(Model model, TrihornModel stage, Dataset<Row> rows) {
    float[] expected = model.on("onnx").predict(all()).toFloatArray();
    List<Row> got =
        stage.transform(rows).orderBy("id").select("outputs", "prediction").collectAsList();
    assertEquals(ROWS, got.size());
    for (int i = 0; i < ROWS; i++) {
      double[] outputs = got.get(i).<Vector>getAs("outputs").toArray();
      int best = 0;
      for (int k = 0; k < 4; k++) {
        assertEquals(expected[i * 4 + k], outputs[k], 1e-6);
        best = expected[i * 4 + k] > expected[i * 4 + best] ? k : best;
      }
      assertEquals(best, got.get(i).<Double>getAs("prediction"));
    }
  }

  @Test
  void numbersVectorsAndArraysAreInputs() {
    try (Sequential model = classifier()) {
      TrihornModel stage = of(model).setOutputCol("outputs");
      check(model, stage.setInputCols("a", "b", "c"), numbers());
      check(model, stage.setInputCols("vector"), numbers());
      check(model, stage.setInputCols("array"), numbers());
    }
  }

  /** Spark hands on rows of a function as they were made: with the collections of Java. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOfAFunctionKeepTheirCollections(boolean lists) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("array", DataTypes.createArrayType(DataTypes.FloatType));
    Dataset<Row> rows =
        LocalSpark.session()
            .range(0, ROWS, 1, 2)
            .map(
                (MapFunction<Long, Row>)
                    i -> {
                      float[] f = features(i.intValue());
                      return RowFactory.create(i, lists ? List.of(f[0], f[1], f[2]) : f);
                    },
                Encoders.row(schema));
    try (Sequential model = classifier()) {
      check(model, of(model).setOutputCol("outputs").setInputCols("array"), rows);
    }
  }

  @Test
  void aPipelineIsSavedAndLoaded() throws Exception {
    try (Sequential model = classifier()) {
      VectorAssembler assembler =
          new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("features");
      TrihornModel stage = of(model).setOutputCol("outputs");
      String saved = folder.resolve("pipeline").toString();
      new Pipeline()
          .setStages(new PipelineStage[] {assembler, stage})
          .fit(numbers())
          .write()
          .overwrite()
          .save(saved);
      PipelineModel loaded = PipelineModel.load(saved);
      TrihornModel again = (TrihornModel) loaded.stages()[1];
      assertEquals(4, again.getOrDefault(again.batchSize()));
      assertEquals(stage.uid(), again.uid());
      check(model, again, assembler.transform(numbers()));
    }
  }

  @Test
  void aTextGoesThroughTheModelsOwnLayers() {
    try (Sequential model =
        new Sequential(
            input(1).dtype("string"),
            Layers.textVectorization()
                .vocabulary(List.of("", "[UNK]", "good", "bad"))
                .outputSequenceLength(3),
            embedding(4, 2),
            flatten(),
            dense(1, "sigmoid"))) {
      model.seed(1);
      StructType schema =
          new StructType().add("id", DataTypes.LongType).add("text", DataTypes.StringType);
      List<Row> rows =
          List.of(
              RowFactory.create(0L, "Good, good!"),
              RowFactory.create(1L, "bad"),
              RowFactory.create(2L, "so so"));
      List<Row> got =
          of(model)
              .setInputCols("text")
              .transform(LocalSpark.session().createDataFrame(rows, schema))
              .orderBy("id")
              .collectAsList();
      float[] expected =
          model.on("onnx").predict(new String[] {"Good, good!", "bad", "so so"}).toFloatArray();
      for (int i = 0; i < 3; i++) {
        assertEquals(expected[i], got.get(i).<Double>getAs("prediction"), 1e-6);
      }
      List<Row> decided =
          of(model)
              .setInputCols("text")
              .setThreshold(expected[0] - 1e-4)
              .transform(LocalSpark.session().createDataFrame(rows, schema))
              .orderBy("id")
              .collectAsList();
      assertEquals(1.0, decided.get(0).<Double>getAs("prediction"));
    }
  }

  @Test
  void anImagesBytesAreRedGreenAndBlue() {
    try (Sequential model =
        new Sequential(input(2, 1, 3), Layers.rescaling(.5), Layers.identity())) {
      StructType schema = ImageSchema.imageSchema();
      byte[] blueGreenRed = {1, 2, 3, 4, 5, (byte) 200};
      Row image = RowFactory.create("file", 2, 1, 3, 16, blueGreenRed);
      List<Row> rows = List.of(RowFactory.create(image));
      Dataset<Row> table = LocalSpark.session().createDataFrame(rows, schema);
      Row got =
          of(model)
              .setInputCols("image")
              .setOutputCol("outputs")
              .setPredictionCol("")
              .transform(table)
              .first();
      List<List<List<Float>>> expected =
          List.of(List.of(List.of(1.5f, 1f, .5f)), List.of(List.of(100f, 2.5f, 2f)));
      assertEquals(expected, lists(got.getAs("outputs")));
    }
  }

  private static Object lists(Object value) {
    return value instanceof Seq<?> sequence
        ? CollectionConverters.asJava(sequence).stream().map(TrihornModelTest::lists).toList()
        : value;
  }

  @Test
  void severalInputsAndOutputsGoByColumn() {
    KerasTensor user = Layers.inputTensor(input(1).dtype("int32").name("user"));
    KerasTensor about = Layers.inputTensor(input(2).name("about"));
    KerasTensor joined = concatenate().apply(flatten().apply(embedding(5, 2).apply(user)), about);
    KerasTensor first = dense(2).name("first").apply(joined);
    KerasTensor second = dense(1).name("second").apply(joined);
    try (Model model = new Model(List.of(user, about), List.of(first, second))) {
      model.seed(4);
      StructType schema =
          new StructType()
              .add("user", DataTypes.LongType)
              .add("about", DataTypes.createArrayType(DataTypes.DoubleType));
      List<Row> rows =
          IntStream.range(0, 5)
              .mapToObj(i -> RowFactory.create((long) i, List.of(i * .5, 1.0)))
              .toList();
      List<Row> got =
          of(model)
              .setInputCols("user", "about")
              .setOutputCol("outputs")
              .transform(LocalSpark.session().createDataFrame(rows, schema))
              .orderBy("user")
              .collectAsList();
      int[] users = {0, 1, 2, 3, 4};
      float[][] abouts = {{0, 1}, {.5f, 1}, {1, 1}, {1.5f, 1}, {2, 1}};
      var expected = model.on("onnx").predictAll(List.of(users, abouts));
      for (int i = 0; i < 5; i++) {
        Row outputs = got.get(i).getStruct(2);
        double[] one = outputs.<Vector>getAs(model.outputNames().get(0)).toArray();
        assertEquals(expected.get(0).toFloatArray()[2 * i + 1], one[1], 1e-6);
        double[] two = outputs.<Vector>getAs(model.outputNames().get(1)).toArray();
        assertEquals(expected.get(1).toFloatArray()[i], two[0], 1e-6);
      }
    }
  }

  @Test
  void aModelIsAFunctionOfSql() {
    try (Sequential model = classifier()) {
      TrihornUdf.register(LocalSpark.session(), "whole", of(model).setInputCols("vector"));
      TrihornUdf.register(LocalSpark.session(), "parts", of(model).setInputCols("a", "b", "c"));
      numbers().createOrReplaceTempView("numbers");
      List<Row> got =
          LocalSpark.session()
              .sql("SELECT whole(vector) x, parts(struct(a, b, c)) y FROM numbers ORDER BY id")
              .collectAsList();
      float[] expected = model.on("onnx").predict(all()).toFloatArray();
      for (int i = 0; i < ROWS; i++) {
        for (String column : List.of("x", "y")) {
          Seq<Float> values = got.get(i).getAs(column);
          for (int k = 0; k < 4; k++) {
            assertEquals(expected[4 * i + k], values.apply(k), 1e-6);
          }
        }
      }
    }
  }

  @Test
  void streamedRowsArePredictedAsTheyCome() throws Exception {
    try (Sequential model = classifier()) {
      String source = folder.resolve("source").toString();
      numbers().drop("vector").write().parquet(source);
      Dataset<Row> stream =
          LocalSpark.session()
              .readStream()
              .schema(numbers().drop("vector").schema())
              .option("maxFilesPerTrigger", 1)
              .parquet(source);
      StreamingQuery query =
          of(model)
              .setInputCols("array")
              .setOutputCol("outputs")
              .transform(stream)
              .writeStream()
              .format("memory")
              .queryName("predicted")
              .option("checkpointLocation", folder.resolve("progress").toString())
              .trigger(Trigger.AvailableNow())
              .start();
      query.awaitTermination();
      assertTrue(query.lastProgress().batchId() > 0, "one batch for each file");
      List<Row> got = LocalSpark.session().table("predicted").orderBy("id").collectAsList();
      assertEquals(ROWS, got.size());
      float[] expected = model.on("onnx").predict(all()).toFloatArray();
      for (int i = 0; i < ROWS; i++) {
        assertEquals(expected[4 * i], got.get(i).<Vector>getAs("outputs").apply(0), 1e-6);
      }
    }
  }

  /** How often tasks began with a partition, by the test. */
  private static final Map<Integer, Integer> ATTEMPTS = new ConcurrentHashMap<>();

  @Test
  void aPartitionThatFailsGivesEachRowOnce() {
    try (Sequential model = classifier()) {
      ATTEMPTS.clear();
      Dataset<Row> failing =
          numbers()
              .mapPartitions(
                  (MapPartitionsFunction<Row, Row>)
                      rows -> {
                        int partition = TaskContext.getPartitionId();
                        ATTEMPTS.merge(partition, 1, Integer::sum);
                        List<Row> read = new ArrayList<>();
                        rows.forEachRemaining(read::add);
                        boolean first = TaskContext.get().attemptNumber() == 0;
                        return IntStream.range(0, read.size())
                            .mapToObj(
                                i -> {
                                  if (first && partition == 1 && i == 5) {
                                    throw new IllegalStateException("lost");
                                  }
                                  return read.get(i);
                                })
                            .iterator();
                      },
                  Encoders.row(NUMBERS));
      List<Row> got =
          of(model).setInputCols("vector").transform(failing).select("id").collectAsList();
      assertEquals(2, ATTEMPTS.get(1));
      assertEquals(
          IntStream.range(0, ROWS).mapToObj(Long::valueOf).toList(),
          got.stream().map(r -> r.getLong(0)).sorted().toList());
    }
  }

  @Test
  void whatDoesNotFitIsSaid() {
    try (Sequential model = classifier()) {
      TrihornModel stage = of(model);
      assertMessage("expected a column 'features'", () -> stage.transform(numbers()));
      assertMessage(
          "'id' is there already",
          () -> stage.setInputCols("vector").setPredictionCol("id").transform(numbers()));
      assertMessage(
          "takes [3] in a row, but got [2]",
          () ->
              stage
                  .setInputCols("a", "b")
                  .setPredictionCol("p")
                  .transform(numbers())
                  .collectAsList());
      assertMessage("there is no model", () -> new TrihornModel("m").open());
    }
  }

  private static void assertMessage(String part, Runnable work) {
    Throwable thrown = assertThrows(Exception.class, work::run);
    StringBuilder messages = new StringBuilder();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      messages.append(t.getMessage()).append('\n');
    }
    assertTrue(messages.toString().contains(part), messages.toString());
  }

  @Test
  void valuesOfAnEmbeddingMustBeWhole() {
    Feed feed = new Feed("input 'user'", List.of("user"), List.of(0), DataType.INT32, new long[0]);
    assertArrayEquals(new long[] {7}, feed.tensor(1, (row, place) -> 7.0).toLongArray());
    assertThrows(TrihornSparkException.class, () -> feed.tensor(1, (row, place) -> 7.5));
  }
}
