package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.data.digits.Mnist;
import io.trihorn.losses.Losses;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that somebody trained with Python Keras is as good here, on every engine. */
class TrainedModelsTest {
  private static final Path SHARED =
      Path.of(System.getProperty("trihorn.test.shared", "../../shared"));

  private static Path existing(String path) {
    Path file = SHARED.resolve(path);
    assumeTrue(
        Files.exists(file),
        () -> "there is no " + file + "; name the directory by -Dtrihorn.test.shared=DIR");
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void mnistCnn(String backend) throws IOException {
    Path file = existing("models/keras/mnist_cnn_keras3/model.keras");
    Mnist mnist = Mnist.load(existing("data/mnist"));
    try (Model model = Saving.loadModel(file, false)) {
      model.on(backend);
      model.compile(
          new Compilation(Optimizers.get("sgd"))
              .loss(Losses.get("sparse_categorical_crossentropy"))
              .metrics("accuracy"));
      assertEquals(0.9918, model.evaluate(mnist.test().dataset()).get("accuracy"), 1e-6);
    }
  }
}
