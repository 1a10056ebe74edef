package io.trihorn.tribuo;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.backend.Backends;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.evaluation.CrossValidation;
import org.tribuo.evaluation.EvaluationAggregator;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.evaluation.RegressionEvaluation;
import org.tribuo.regression.evaluation.RegressionEvaluator;

/** Tribuo's own cross-validation trains and judges models on each backend. */
class CrossValidationTest {
  private static final Path IRIS = Path.of("../../../shared/data/tabular/iris.csv");

  @BeforeAll
  static void choose() {
    Backends.setDefault("onnx");
  }

  private static Model classifier() {
    return new Sequential(input(4), normalization(), dense(16, "relu"), dense(3, "softmax"))
        .compile(adam(0.02), "sparse_categorical_crossentropy");
  }

  private static double accuracy(Dataset<Label> rows, String backend, int epochs) {
    var trainer = new TrihornClassifier(classifier(), epochs).batchSize(16).backend(backend);
    var folds = new CrossValidation<>(trainer, rows, new LabelEvaluator(), 5, 1).evaluate();
    assertEquals(5, folds.size());
    folds.forEach(
        fold -> {
          TrihornModel<Label> model = (TrihornModel<Label>) fold.getB();
          assertEquals(backend, model.network().backend().name());
          model.close();
        });
    return EvaluationAggregator.summarize(
            folds.stream().map(fold -> fold.getA()).toList(), e -> e.accuracy())
        .getMean();
  }

  /** Three kinds around three places, each 500 times as far from 0 as they are from each other. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void labelsAreLearned(String backend) {
    Random random = new Random(7);
    float[][] x = new float[90][4];
    List<Label> y = new ArrayList<>();
    for (int row = 0; row < x.length; row++) {
      int kind = random.nextInt(3);
      for (int column = 0; column < 4; column++) {
        x[row][column] = 500 + (column == kind ? 1 : 0) + 0.2f * (float) random.nextGaussian();
      }
      y.add(new Label("kind" + kind));
    }
    double accuracy = accuracy(Rows.dataset(x, y, new LabelFactory()), backend, 15);
    assertTrue(accuracy >= 0.95, () -> "accuracy is " + accuracy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void irisesAreTold(String backend) throws IOException {
    assumeTrue(Files.exists(IRIS), () -> "there is no " + IRIS.toAbsolutePath().normalize());
    List<String[]> lines = Files.readAllLines(IRIS).stream().map(l -> l.split(",")).toList();
    float[][] x = new float[lines.size()][4];
    for (int row = 0; row < x.length; row++) {
      for (int column = 0; column < 4; column++) {
        x[row][column] = Float.parseFloat(lines.get(row)[column]);
      }
    }
    List<Label> y = lines.stream().map(line -> new Label(line[4])).toList();
    double accuracy = accuracy(Rows.dataset(x, y, new LabelFactory()), backend, 30);
    assertTrue(accuracy >= 0.93, () -> "accuracy is " + accuracy);
  }

  /** Dimensions are in the order of their names, whatever order they are given in. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void numbersAreLearned(String backend) {
    Random random = new Random(8);
    float[][] x = new float[80][12];
    List<Regressor> y = new ArrayList<>();
    for (float[] row : x) {
      for (int column = 0; column < row.length; column++) {
        row[column] = random.nextFloat();
      }
      double[] values = {1 + 3 * row[2] - row[10], row[11]};
      y.add(new Regressor(new String[] {"wide", "high"}, values));
    }
    Model line = new Sequential(input(12), dense(2)).compile(adam(0.1), "mse");
    var trainer = new TrihornRegressor(line, 100).backend(backend);
    var rows = Rows.dataset(x, y, new RegressionFactory());
    var folds = new CrossValidation<>(trainer, rows, new RegressionEvaluator(), 4, 1).evaluate();
    for (var fold : folds) {
      RegressionEvaluation judged = fold.getA();
      judged.r2().forEach((dimension, r2) -> assertTrue(r2 > 0.9, () -> dimension + ": " + r2));
    }
  }
}
