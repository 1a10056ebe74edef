package io.trihorn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.goldens.Checks;
import io.trihorn.goldens.GoldenReport;
import io.trihorn.goldens.GoldenTolerance;
import io.trihorn.goldens.Npy;
import io.trihorn.goldens.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.importcases.ImportCase;
import io.trihorn.importcases.ImportRunner;
import io.trihorn.model.Model;
import io.trihorn.saving.legacy.LegacyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Models of Keras 1, 2 and 3 that others wrote, on one backend. Extend it in the backend's module.
 * The files are in the directory that the system property {@code trihorn.test.shared} names, or else
 * in {@code shared} beside the repository; where there are none, the tests are skipped.
 */
public abstract class ImportConformance {
  /** The system property that names the directory. */
  public static final String DIRECTORY = "trihorn.test.shared";

  /** The name of the backend under test. */
  protected abstract String backend();

  private static Path shared(String path) {
    String given = System.getProperty(DIRECTORY);
    Path module = Path.of("").toAbsolutePath();
    Path root = given != null ? Path.of(given) : module.getParent().resolve("../shared").normalize();
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
              try (Model model = LegacyReader.read(folder.resolve("model.hdf5"), true)) {
                computes(model, folder);
              }
            }),
        DynamicTest.dynamicTest(
            "toyresnet_fashion",
            () -> {
              Path folder = models.resolve("toyresnet_fashion");
              String architecture = Files.readString(folder.resolve("modelConfig.json"));
              try (Model model = LegacyReader.fromJson(architecture)) {
                LegacyReader.readWeights(model, folder.resolve("weights.h5"), false, false);
                computes(model, folder);
              }
            }));
  }

  private void computes(Model model, Path folder) throws IOException {
    model.on(backend());
    TensorData output = model.predictOnBatch(Npy.read(folder.resolve("input.npy"))).get(0);
    Checks checks = new Checks();
    checks.close(
        "output", output, Npy.read(folder.resolve("expected.npy")), GoldenTolerance.VALUE);
    assertEquals(List.of(), checks.problems());
  }

  /** Keras 3's own files: weights, outputs, and the optimizer's state. */
  @TestFactory
  Stream<DynamicTest> keras3Files() throws IOException {
    Path models = shared("goldens/keras/models");
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(models)) {
      files
          .filter(p -> p.toString().endsWith(".h5") && !p.toString().endsWith(".weights.h5"))
          .sorted()
          .forEach(
              p -> tests.add(DynamicTest.dynamicTest(p.getFileName().toString(), () -> golden(p))));
    }
    return tests.stream();
  }

  private void golden(Path file) throws IOException {
    Path base = file.resolveSibling(file.getFileName().toString().replace(".h5", ""));
    JsonObject golden =
        JsonParser.parseString(Files.readString(Path.of(base + ".json"))).getAsJsonObject();
    Npz arrays = Npz.read(Path.of(base + ".npz"));
    Checks checks = new Checks();
    try (Model model = LegacyReader.read(file, true)) {
      model.on(backend());
      same("weight", model.weightValues(), entries(golden, "weights"), arrays, checks);
      if (golden.get("compiled").getAsBoolean()) {
        List<String> variables = entries(golden, "optimizer_variables");
        same("optimizer variable", model.optimizerValues(), variables, arrays, checks);
      }
      TensorData[] inputs =
          names(golden, "inputs").stream().map(arrays::get).toArray(TensorData[]::new);
      List<TensorData> outputs = model.predictOnBatch(inputs);
      List<String> expected = names(golden, "outputs");
      for (int i = 0; i < expected.size(); i++) {
        checks.close(
            expected.get(i), outputs.get(i), arrays.get(expected.get(i)), GoldenTolerance.VALUE);
      }
    }
    assertEquals(List.of(), checks.problems());
  }

  private static void same(
      String what, List<TensorData> actual, List<String> expected, Npz arrays, Checks checks) {
    checks.same("number of " + what + "s", actual.size(), expected.size());
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      TensorData value = arrays.get(expected.get(i)).cast(actual.get(i).dtype());
      checks.same(what + " " + expected.get(i), actual.get(i), value);
    }
  }

  private static List<String> names(JsonObject golden, String key) {
    return golden.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList();
  }

  private static List<String> entries(JsonObject golden, String key) {
    return golden.getAsJsonArray(key).asList().stream()
        .map(e -> e.getAsJsonObject().get("npz").getAsString())
        .toList();
  }
}
