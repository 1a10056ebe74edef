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
}
