package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.losses.Losses;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers together are what one machine is, and what they do apart is averaged. */
@ExtendWith(LocalSpark.class)
class TrihornEstimatorTest {
  /** Nineteen steps of two workers with batches of four, and a last one of one worker with two. */
  private static final int ROWS = 154;

  @TempDir Path folder;

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static void assertSame(List<TensorData> expected, List<TensorData> got, double close) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      for (int k = 0; k < expected.get(i).size(); k++) {
        assertEquals(
            expected.get(i).getDouble(k), got.get(i).getDouble(k), close, "tensor " + i + ", " + k);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j", "reference"})
  void twoWorkersAreOneMachineWithTwiceTheBatch(String backend) {
    try (Model model = Ratings.model()) {
      TrihornModel trained =
          Ratings.estimator(model, backend).setWeightCol("weight").fit(Ratings.table(ROWS));
      model
          .on(backend)
          .fit(
              Ratings.rows(true, range(0, ROWS)),
              FitOptions.epochs(1).batchSize(8).shuffle(false).verbose(false));
      try (Model got = trained.open()) {
        assertEquals(20, got.iterations());
        assertSame(model.weightValues(), got.weightValues(), 1e-5);
        assertSame(model.optimizerValues(), got.optimizerValues(), 1e-5);
      }
    }
  }

  @Test
  void theLossIsThatOfAllRows() {
    try (Model model = Ratings.model()) {
      TrihornModel trained = Ratings.estimator(model, "onnx").setEpochs(2).fit(Ratings.table(ROWS));
      List<Double> expected =
          model
              .on("onnx")
              .fit(
                  Ratings.rows(false, range(0, ROWS)),
                  FitOptions.epochs(2).batchSize(8).shuffle(false).verbose(false))
              .get("loss");
      for (int epoch = 0; epoch < 2; epoch++) {
        assertEquals(expected.get(epoch), trained.losses().get(epoch), 1e-5);
      }
    }
  }

  @Test
  void movingAveragesOfWorkersAreAveraged() {
    Sequential model =
        new Sequential(Layers.input(2), Layers.batchNormalization().momentum(.8), Layers.dense(1));
    model.seed(2);
    model.compile(Optimizers.sgd(0.001), "mse");
    try (model) {
      TrihornModel trained =
          Ratings.estimator(model, "onnx").setInputCols("about").fit(Ratings.table(16));
      float[] mean = new float[2];
      for (int step = 0; step < 2; step++) {
        for (int k = 0; k < 2; k++) {
          double sum = 0;
          for (int row = 8 * step; row < 8 * step + 8; row++) {
            sum += Ratings.about(row)[k];
          }
          mean[k] = (float) (.8 * mean[k] + .2 * sum / 8);
        }
      }
      try (Model got = trained.open()) {
        // gamma, beta, and then the moving mean
        TensorData moving = got.weightValues().get(2);
        assertEquals(mean[0], moving.getDouble(0), 1e-6);
        assertEquals(mean[1], moving.getDouble(1), 1e-6);
      }
    }
  }

  @Test
  void statesOfStepsAloneAreAveragedByRows() {
    try (Model model = Ratings.model();
        Model one = ModelFile.of(model).open();
        Model two = ModelFile.of(model).open()) {
      // One worker has the rows 0-3, 8-11 and 16-19, the other 4-7 and 12-15.
      TrihornModel trained =
          Ratings.estimator(model, "onnx").setAveragingSteps(5).fit(Ratings.table(20));
      for (int[] rows : new int[][] {range(0, 4), range(8, 12), range(16, 20)}) {
        one.on("onnx").trainOnBatch(Ratings.rows(false, rows));
      }
      for (int[] rows : new int[][] {range(4, 8), range(12, 16)}) {
        two.on("onnx").trainOnBatch(Ratings.rows(false, rows));
      }
      try (Model got = trained.open()) {
        assertSame(mean(one.weightValues(), two.weightValues()), got.weightValues(), 1e-6);
        assertSame(
            mean(one.optimizerValues(), two.optimizerValues()).stream().skip(1).toList(),
            got.optimizerValues().stream().skip(1).toList(),
            1e-6);
        assertEquals(3, got.iterations());
      }
    }
  }

  private static List<TensorData> mean(List<TensorData> ones, List<TensorData> twos) {
    return IntStream.range(0, ones.size())
        .mapToObj(
            i -> {
              TensorData mean = ones.get(i).copy();
              for (int k = 0; k < mean.size(); k++) {
                mean.setDouble(k, .6 * ones.get(i).getDouble(k) + .4 * twos.get(i).getDouble(k));
              }
              return mean;
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aWorkerThatIsLostChangesNothing(int averaging) throws Exception {
    try (Model model = Ratings.model()) {
      TrihornEstimator estimator =
          Ratings.estimator(model, "failing").setAveragingSteps(averaging).setEpochs(2);
      FailingBackend.RUNS.set(-1);
      TrihornModel undisturbed = estimator.fit(Ratings.table(60));
      // Without a checkpoint the epoch begins anew, with one it goes on.
      for (String checkpoints : List.of("", folder.toString())) {
        FailingBackend.RUNS.set(25);
        TrihornModel disturbed =
            estimator
                .copy(estimator.extractParamMap())
                .setCheckpointDir(checkpoints)
                .setCheckpointSteps(2)
                .fit(Ratings.table(60));
        assertTrue(FailingBackend.RUNS.get() < 0, "nothing failed");
        try (Model expected = undisturbed.open();
            Model got = disturbed.open()) {
          assertSame(expected.weightValues(), got.weightValues(), 1e-6);
          assertSame(expected.optimizerValues(), got.optimizerValues(), 1e-6);
        }
        assertEquals(undisturbed.losses().get(1), disturbed.losses().get(1), 1e-6);
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertEquals(0, left.count(), "checkpoints are gone at the end");
      }
    }
  }

  /** One bit of each element, and what that is off by in the next one, trains nearly as well. */
  @Test
  void bitsOfGradientsTrainNearlyAsWell() {
    double[] losses = new double[2];
    for (int k = 0; k < 2; k++) {
      try (Model model = Ratings.model()) {
        model.compile(Optimizers.sgd(.1), "mse");
        List<Double> all =
            Ratings.estimator(model, "onnx")
                .setOneBit(k == 1)
                .setEpochs(6)
                .fit(Ratings.table(200))
                .losses();
        losses[k] = all.get(5);
        assertTrue(losses[k] < .6 * all.get(0), all.toString());
      }
    }
    assertNotEquals(losses[0], losses[1]);
    assertTrue(losses[1] < 1.1 * losses[0], losses[1] + " with bits, " + losses[0] + " without");
  }

  @Test
  void anEstimatorThatWasSavedTrainsAsBefore() throws Exception {
    try (Model model = Ratings.model()) {
      TrihornEstimator estimator = Ratings.estimator(model, "onnx").setLearningRate(.02);
      String saved = folder.resolve("pipeline").toString();
      new Pipeline().setStages(new PipelineStage[] {estimator}).save(saved);
      TrihornEstimator loaded = (TrihornEstimator) Pipeline.load(saved).getStages()[0];
      assertEquals(estimator.uid(), loaded.uid());
      TrihornModel expected = estimator.fit(Ratings.table(24));
      TrihornModel got = loaded.fit(Ratings.table(24));
      assertEquals(4, got.getOrDefault(got.batchSize()));
      try (Model one = expected.open();
          Model two = got.open()) {
        assertSame(one.weightValues(), two.weightValues(), 1e-6);
        assertEquals(.02, two.on("onnx").learningRate(), 1e-8);
        two.fit(Ratings.rows(false, range(0, 8)), FitOptions.epochs(1).verbose(false));
        assertEquals(4, two.iterations(), "the optimizer goes on");
      }
    }
  }

  @Test
  void crossValidationFindsTheBetterRate() {
    try (Model model = Ratings.model()) {
      TrihornEstimator estimator = Ratings.estimator(model, "onnx").setShuffle(true).setEpochs(2);
      CrossValidatorModel found =
          new CrossValidator()
              .setEstimator(estimator)
              .setEstimatorParamMaps(
                  new ParamGridBuilder()
                      .addGrid(estimator.learningRate(), new double[] {1e-6, .03})
                      .build())
              .setEvaluator(new RegressionEvaluator())
              .setNumFolds(2)
              .fit(Ratings.table(180));
      TrihornModel best = (TrihornModel) found.bestModel();
      assertTrue(found.avgMetrics()[1] < .8 * found.avgMetrics()[0], "no better");
      try (Model trained = best.open()) {
        assertEquals(.03, trained.on("onnx").learningRate(), 1e-8);
      }
    }
  }

  @Test
  void whatCannotBeTrainedIsSaid() {
    try (Model model = Ratings.model()) {
      TrihornEstimator estimator = Ratings.estimator(model, "onnx");
      Dataset<Row> table = Ratings.table(8);
      assertMessage(
          "every 3 steps",
          () -> Ratings.estimator(model, "onnx").setAveragingSteps(3).setOneBit(true).fit(table));
      assertMessage("a column 'rating'", () -> estimator.setLabelCols("rating").fit(table));
      assertMessage(
          "there are none", () -> estimator.setLabelCols("label").fit(table.where("user < 0")));
      model.compile(Optimizers.sgd(.1), Losses.meanSquaredError().reduction("sum"));
      assertMessage("means over rows", () -> Ratings.estimator(model, "onnx").fit(table));
    }
    try (Sequential model = new Sequential(Layers.input(2), Layers.dense(1))) {
      assertMessage(
          "is not compiled",
          () -> Ratings.estimator(model, "onnx").setInputCols("about").fit(Ratings.table(8)));
    }
  }

  private static void assertMessage(String part, Runnable work) {
    String message = assertThrows(TrihornSparkException.class, work::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
