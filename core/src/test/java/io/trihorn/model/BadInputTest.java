package io.trihorn.model;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.config.ConfigException;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Bad input gets an exception that names what is wrong, what was expected and what came. */
class BadInputTest {
  private static <E extends Throwable> void refused(
      Class<E> type, Executable action, String... words) {
    E thrown = assertThrows(type, action);
    for (String word : words) {
      assertTrue(
          thrown.getMessage().contains(word),
          () -> "expected '" + word + "' in the message: " + thrown.getMessage());
    }
  }

  private static Sequential classifier() {
    Sequential model =
        new Sequential(
            input(8, 8, 1), conv2d(2, 3).name("features"), flatten(), dense(3, "softmax"));
    model.on("reference");
    model.compile(sgd(0.1), "sparse_categorical_crossentropy", "accuracy");
    return model;
  }

  private static TensorData images(long... dims) {
    return TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
  }

  private static TensorData labels(int... values) {
    return TensorData.of(values, values.length);
  }

  @Test
  void inputsOfTheWrongRankOrShape() {
    try (Sequential model = classifier()) {
      assertAll(
          () ->
              refused(
                  ShapeException.class,
                  () -> model.predict(images(8, 8, 1)),
                  "input_layer",
                  "batch, 8, 8, 1",
                  "float32[8,8,1]",
                  "batch axis"),
          () ->
              refused(
                  ShapeException.class,
                  () -> model.predict(images(2, 9, 8, 1)),
                  "expected shape",
                  "float32[2,9,8,1]"),
          () ->
              refused(
                  ShapeException.class,
                  () -> model.predictOnBatch(images(1, 8, 8, 1), images(1, 8, 8, 1)),
                  "takes 1 inputs, but got 2"));
    }
  }

  @Test
  void layersThatDoNotFit() {
    refused(
        ShapeException.class,
        () -> new Sequential(input(2, 2, 1), conv2d(4, 3).name("wide")),
        "wide",
        "window of extent 3");
    refused(
        ShapeException.class,
        () -> new Sequential(input(5), conv2d(4, 3).name("needs_images")),
        "needs_images",
        "rank 4");
  }

  @Test
  void labelsOutOfRange() {
    try (Sequential model = classifier()) {
      refused(
          IllegalArgumentException.class,
          () -> model.trainOnBatch(images(2, 8, 8, 1), labels(0, 3)),
          "label 3",
          "position 1",
          "0 to 2");
      refused(
          IllegalArgumentException.class,
          () -> model.fit(images(2, 8, 8, 1), labels(-1, 0), FitOptions.epochs(1).verbose(false)),
          "label -1");
    }
  }

  @Test
  void targetsAreMissingOrTooMany() {
    try (Sequential model = classifier()) {
      refused(
          ShapeException.class,
          () -> model.evaluate(Dataset.of(images(2, 8, 8, 1))),
          "1 outputs",
          "0 targets");
    }
  }

  @Test
  void lossBecomesNan() {
    try (Sequential model = classifier()) {
      TensorData x = images(4, 8, 8, 1);
      x.setDouble(7, Double.NaN);
      refused(
          ModelException.class,
          () -> model.fit(x, labels(0, 1, 2, 0), FitOptions.epochs(1).verbose(false)),
          "loss became NaN",
          "step 0 of epoch 0",
          "learning rate");
    }
  }

  @Test
  void elementTypesThatDoNotFit() {
    try (Sequential model = new Sequential(input(4).dtype("int32"), embedding(10, 3))) {
      model.on("reference");
      refused(
          ShapeException.class,
          () -> model.predict(TensorData.of(new float[] {1, 2, 3, 0.5f}, 1, 4)),
          "takes int32",
          "float32",
          "convert");
    }
  }

  @Test
  void unknownNamesComeWithTheNearest() {
    assertAll(
        () -> refused(ConfigException.class, () -> dense(3, "sigmod"), "sigmod", "'sigmoid'"),
        () ->
            refused(
                ConfigException.class,
                () -> io.trihorn.layers.Layers.REGISTRY.create("Danse"),
                "Danse",
                "Dense"),
        () ->
            refused(
                BackendException.class,
                () -> new Sequential(input(2), dense(1)).on("onyx"),
                "onyx",
                "reference",
                "trihorn-backend-onnx"),
        () ->
            refused(
                ConfigException.class,
                () -> new Sequential(input(2), dense(1)).compile("adamm", "mse"),
                "adamm",
                "adam"),
        () ->
            refused(
                ConfigException.class,
                () -> new Sequential(input(2), dense(1)).compile("adam", "mze"),
                "mze",
                "mse"),
        () ->
            refused(
                ConfigException.class,
                () -> new Sequential(input(2), dense(1)).compile("adam", "mse", "acuracy"),
                "acuracy"));
  }

  @Test
  void modelsUsedTooEarlyOrTooLate() {
    Sequential raw = new Sequential(input(2), dense(1));
    raw.on("reference");
    refused(
        ModelException.class,
        () -> raw.fit(images(1, 2), images(1, 1), FitOptions.epochs(1).verbose(false)),
        "not compiled",
        "compile(");
    raw.close();
    refused(ModelException.class, () -> raw.predict(images(1, 2)), "was closed");
    raw.close();
    refused(ModelException.class, () -> new Sequential(dense(1)).summary(), "input(");
  }

  @Test
  void weightsOfTheWrongShape() {
    try (Sequential model = new Sequential(input(2), dense(1))) {
      model.on("reference");
      refused(
          ShapeException.class,
          () -> model.setWeights(List.of(images(2, 2), images(1))),
          "kernel",
          "float32[2,1]",
          "float32[2,2]");
      refused(ShapeException.class, () -> model.setWeights(List.of()), "2 such variables");
    }
  }

  @Test
  void aModelStillWorksAfterBadInput() {
    try (Sequential model = classifier()) {
      assertThrows(ShapeException.class, () -> model.predict(images(8, 8, 1)));
      assertTrue(model.predict(images(3, 8, 8, 1)).getShape().get(0) == 3);
    }
  }

  private static Sequential dense3(String loss) {
    Sequential model = new Sequential(input(2), dense(3, "softmax").name("out"));
    model.on("reference");
    model.compile("sgd", loss);
    return model;
  }

  private static void refusedTargets(String loss, TensorData targets, String... words) {
    try (Sequential model = dense3(loss)) {
      refused(ShapeException.class, () -> model.trainOnBatch(images(4, 2), targets), words);
    }
  }

  @Test
  void targetsOfAnotherLoss() {
    assertAll(
        () ->
            refusedTargets(
                "sparse_categorical_crossentropy",
                images(4, 3),
                "output 'out'",
                "float32[4,3]",
                "'categorical_crossentropy'"),
        () ->
            refusedTargets(
                "categorical_crossentropy",
                labels(0, 1, 2, 0),
                "int32[4]",
                "'sparse_categorical_crossentropy'",
                "toCategorical(labels, 3)"),
        () ->
            refusedTargets(
                "binary_crossentropy", labels(0, 1, 1, 0), "binary_crossentropy", "1 unit"),
        () -> refusedTargets("mse", images(4, 2), "mean_squared_error", "float32[4,2]"));
  }

  @Test
  void unknownAttributesComeWithTheNearest() {
    assertAll(
        () ->
            refused(
                ConfigException.class,
                () ->
                    io.trihorn.losses.Losses.get(
                        "binary_crossentropy", java.util.Map.of("from_logit", true)),
                "'from_logit'",
                "did you mean 'from_logits'"),
        () ->
            refused(
                ConfigException.class,
                () ->
                    io.trihorn.optimizers.Optimizers.get(
                        "adam", java.util.Map.of("learningrate", 0.1)),
                "'learningrate'",
                "did you mean 'learning_rate'"));
  }

  @Test
  void sizesBelowOne() {
    assertAll(
        () -> refused(ConfigException.class, () -> dense(0), "Dense", "'units'", "0"),
        () -> refused(ConfigException.class, () -> dense(-1), "'units'", "-1"),
        () -> refused(ConfigException.class, () -> conv2d(0, 3), "'filters'"),
        () -> refused(ConfigException.class, () -> conv2d(3, 0), "kernel_size"),
        () -> refused(ConfigException.class, () -> embedding(0, 3), "'input_dim'"));
  }

  @Test
  void indicesOutsideOfAnEmbedding() {
    try (Sequential model =
        new Sequential(input(2).dtype("int32"), embedding(5, 3).name("words"))) {
      model.on("reference");
      for (int wrong : new int[] {5, -1}) {
        TensorData x = TensorData.of(new int[] {0, 1, 2, wrong}, 2, 2);
        refused(
            IllegalArgumentException.class,
            () -> model.predict(x),
            "'words'",
            "index " + wrong + " in row 1",
            "position 1",
            "0 to 4");
      }
    }
  }

  @Test
  void boxedNumbersAreTakenAndNoRowsTold() {
    try (Sequential model = dense3("sparse_categorical_crossentropy")) {
      model.fit(
          List.of(List.of(1f, 2f), List.of(3f, 4f)),
          List.of(0, 2),
          FitOptions.epochs(1).verbose(false));
      refused(ModelException.class, () -> model.predict(images(0, 2)), "no rows");
    }
  }

  /**
   * Rows of an embedding that occur several times in a batch: Adam gets the sum of their gradients,
   * as in Keras 3.15 on JAX and on PyTorch, whose losses these are.
   */
  @Test
  void adamGetsTheSumOfARowsGradients() {
    try (Sequential model =
        new Sequential(
            input(4).dtype("int32"),
            embedding(5, 2),
            io.trihorn.layers.Layers.globalAveragePooling1d(),
            dense(1))) {
      model.on("reference");
      float[][] table = new float[5][2];
      for (int i = 0; i < 10; i++) {
        table[i / 2][i % 2] = -1 + 2 * i / 9f;
      }
      model.setWeights(List.of(table, new float[][] {{.5f}, {-.25f}}, new float[] {.1f}));
      model.compile("adam", "mse");
      model.setLearningRate(0.1);
      int[][] x = {{0, 1, 1, 2}, {1, 1, 3, 0}, {2, 2, 2, 1}};
      float[][] y = {{1}, {-1}, {.5f}};
      for (double expected : new double[] {0.776718, 0.694085, 0.671922}) {
        model.resetMetrics();
        org.junit.jupiter.api.Assertions.assertEquals(
            expected, model.trainOnBatch(x, y).get("loss"), 2e-6);
      }
    }
  }
}
