package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.data.Npz;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.model.SummaryOptions;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models whose height, width or length is open, saved by Keras, are what they are there for each
 * size; made by {@code src/test/python/open_axes.py}.
 */
class OpenAxesTest {
  private static final GoldenTolerance TOLERANCE = new GoldenTolerance(1e-4, 1e-5);

  private static Path file(String name) throws IOException {
    try {
      return Path.of(OpenAxesTest.class.getResource("/open-axes/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static void predicts(Model model, Npz expected) {
    for (int i = 0; i < 2; i++) {
      List<TensorData> y = model.predictOnBatch(expected.get("x" + i));
      Checks checks = new Checks();
      for (int o = 0; o < y.size(); o++) {
        String name = "y" + i + "_" + o;
        checks.close(name, y.get(o), expected.get(name), TOLERANCE);
      }
      assertEquals(List.of(), checks.problems());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unet, reference", "unet, dl4j", "unet, tensorflow", "unet, onnx",
    "pyramid, reference", "pyramid, dl4j", "pyramid, tensorflow", "pyramid, onnx",
  })
  void imagesOfAnySize(String name, String backend) throws IOException {
    try (Model model = Saving.loadModel(file(name + ".keras"))) {
      String summary = model.summary(new SummaryOptions().lineLength(150));
      assertTrue(summary.contains("(None, None, None, "), summary);
      predicts(model.on(backend), Npz.read(file(name + ".npz")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void batchesOfSeveralLengthsTrain(String backend) throws IOException {
    Npz expected = Npz.read(file("steps.npz"));
    TensorData losses = expected.get("losses");
    try (Model model = Saving.loadModel(file("steps.keras"))) {
      model.on(backend);
      for (int i = 0; i < losses.size(); i++) {
        TensorData x = expected.get("b" + i);
        TensorData t = expected.get("t" + i);
        model.resetMetrics();
        double loss = model.trainOnBatch(x, t).get("loss");
        assertEquals(losses.getDouble(i), loss, 1e-5, "step " + i);
      }
      Dataset data = Dataset.of(expected.get("b1"), expected.get("t1"));
      assertEquals(expected.get("evaluated").getDouble(0), model.evaluate(data).get("loss"), 1e-5);
      predicts(model, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "onnx"})
  void targetsOfAnotherLengthAreRefused(String backend) throws IOException {
    try (Model model = Saving.loadModel(file("steps.keras"))) {
      model.on(backend);
      TensorData x = TensorData.zeros(TensorType.of(model.inputs().get(0).dtype(), 2, 5, 3));
      TensorData t = TensorData.zeros(TensorType.of(model.inputs().get(0).dtype(), 2, 4, 2));
      ShapeException e = assertThrows(ShapeException.class, () -> model.trainOnBatch(x, t));
      assertTrue(e.getMessage().contains("targets are float32[2,4,2]"), e.getMessage());
    }
  }
}
