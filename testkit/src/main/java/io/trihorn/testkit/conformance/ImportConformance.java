package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenTolerance;
import io.trihorn.testkit.importcases.ImportCase;
import io.trihorn.testkit.importcases.ImportRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of Keras 1, 2 and 3 that others wrote, on one backend. Extend it in the backend's module.
 * The files are in the directory that the system property {@code trihorn.test.shared} names, or
 * else in {@code shared} beside the repository; where there are none, the tests are skipped.
 */
public abstract class ImportConformance {
  /** The system property that names the directory. */
  public static final String DIRECTORY = "trihorn.test.shared";

  /** The name of the backend under test. */
  protected abstract String backend();

  private static Path shared(String path) {
    String given = System.getProperty(DIRECTORY);
    Path module = Path.of("").toAbsolutePath();
    Path root =
        given != null ? Path.of(given) : module.getParent().resolve("../shared").normalize();
    Path wanted = root.resolve(path);
    Assumptions.assumeTrue(
        Files.isDirectory(wanted),
        () -> "there is no " + wanted + "; name the directory above by -D" + DIRECTORY + "=DIR");
    return wanted;
  }

  /** Deeplearning4j's import suite: every model loads and computes what is stored. */
  @TestFactory
  Stream<DynamicTest> importCases() throws IOException {
    return ImportCase.in(shared("peer-suites/dl4j-keras-import")).stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
  }

  private void check(ImportCase one) {
    GoldenReport.Result result = ImportRunner.run(one, backend());
    assertEquals(List.of(), result.problems(), one.name());
    assertEquals(GoldenReport.Status.PASSED, result.status());
  }

  /** Trained models from GitHub: outputs as real Keras computed them. */
  @TestFactory
  Stream<DynamicTest> trainedModels() {
    Path models = shared("models/keras");
    return Stream.of(
        DynamicTest.dynamicTest(
            "face_emotion_tiny_xception",
            () -> {
              Path folder = models.resolve("face_emotion_tiny_xception");
              try (Model model = Saving.loadModel(folder.resolve("model.hdf5"))) {
                computes(model, folder);
              }
            }),
        DynamicTest.dynamicTest(
            "mnist_cnn_keras3",
            () -> {
              Path folder = models.resolve("mnist_cnn_keras3");
              try (Model model = Saving.loadModel(folder.resolve("model.keras"))) {
                computes(model, folder);
              }
            }),
        DynamicTest.dynamicTest(
            "toyresnet_fashion",
            () -> {
              Path folder = models.resolve("toyresnet_fashion");
              String architecture = Files.readString(folder.resolve("modelConfig.json"));
              try (Model model = Saving.modelFromJson(architecture)) {
                Saving.loadWeights(model, folder.resolve("weights.h5"));
                computes(model, folder);
              }
            }));
  }

  private void computes(Model model, Path folder) throws IOException {
    model.on(backend());
    TensorData output = model.predictOnBatch(Npy.read(folder.resolve("input.npy"))).get(0);
    Checks checks = new Checks();
    checks.close("output", output, Npy.read(folder.resolve("expected.npy")), GoldenTolerance.VALUE);
    assertEquals(List.of(), checks.problems());
  }

  @Test
  void trainingGoesOnFromALegacyFile(@TempDir Path folder) {
    SavedTraining.check(backend(), folder.resolve("model.h5"));
  }

  /** A model of texts of any length, as Keras 2 wrote it. */
  @Test
  void theNumberOfStepsMayBeOpen() {
    String json =
        """
        {"class_name": "Sequential", "keras_version": "2.0.6", "config": [
          {"class_name": "Embedding", "config": {"name": "e", "input_dim": 9, "output_dim": 4,
            "batch_input_shape": [null, null], "mask_zero": true, "dtype": "float32"}},
          {"class_name": "LSTM", "config": {"name": "l", "units": 3, "return_sequences": true,
            "recurrent_activation": "hard_sigmoid"}},
          {"class_name": "GlobalMaxPooling1D", "config": {"name": "p"}},
          {"class_name": "Dense", "config": {"name": "d", "units": 2}}]}""";
    for (int steps : new int[] {4, 7}) {
      float[] words = new float[3 * steps];
      for (int i = 0; i < words.length; i++) {
        words[i] = (5 * i + 2) % 9;
      }
      TensorData x = TensorData.of(words, 3, steps);
      Checks checks = new Checks();
      checks.close(
          steps + " steps",
          predicted(json, backend(), x),
          predicted(json, "reference", x),
          GoldenTolerance.VALUE);
      assertEquals(List.of(), checks.problems());
    }
  }

  private static TensorData predicted(String json, String backend, TensorData x) {
    try (Model model = Saving.modelFromJson(json)) {
      model.seed(4);
      model.on(backend);
      return model.predictOnBatch(x).get(0);
    }
  }
}
