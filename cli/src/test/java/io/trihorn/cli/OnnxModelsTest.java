package io.trihorn.cli;

import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.imports.LoadOptions;
import io.trihorn.cli.onnxcases.OnnxCase;
import io.trihorn.cli.onnxcases.OnnxCaseRunner;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.LeNet;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.History;
import io.trihorn.model.Model;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX models that others wrote, on every backend. */
class OnnxModelsTest {
  /**
   * Cases whose stored results follow ONNX's own reference of that release, and not what ONNX
   * Runtime and PyTorch compute: a window's overhang over the padding counted, and an extent that
   * is no whole number.
   */
  private static final Set<String> OTHERWISE =
      Set.of(
          "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True",
          "test_resize_downsample_scales_cubic_align_corners");

  /** In the directory that a system property names, or else in the one beside the repository. */
  private static Path shared(String directory) {
    String given = System.getProperty("trihorn.test.shared");
    Path module = Path.of("").toAbsolutePath();
    Path root =
        given != null ? Path.of(given) : module.getParent().resolve("../shared").normalize();
    Path path = root.resolve(directory);
    Assumptions.assumeTrue(
        Files.isDirectory(path),
        () -> "there is no " + path + "; name the directory above by -Dtrihorn.test.shared=DIR");
    return path;
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void operatorCases(String backend) throws IOException {
    GoldenReport report = OnnxCaseRunner.run(shared("peer-suites/onnx-node"), backend);
    Set<String> failed = new TreeSet<>();
    long passed = 0;
    for (GoldenReport.Kind kind : report.kinds()) {
      passed += kind.count(Status.PASSED);
      kind.results().stream()
          .filter(r -> r.status() == Status.FAILED && !OTHERWISE.contains(r.name()))
          .forEach(r -> failed.add(r.name() + ": " + r.problems()));
    }
    assertEquals(Set.of(), failed);
    assertTrue(passed >= 456, passed + " cases passed");
  }

  /** The digits and all values on the way to them. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void digits(String backend) throws IOException {
    List<OnnxCase> cases = OnnxCase.in(shared("models/onnx/mnist-8"));
    assertEquals(13, cases.size());
    for (OnnxCase oneCase : cases) {
      try (Model model = Onnx.load(oneCase.model())) {
        compare(model.on(backend), oneCase);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void superResolution(String backend) throws IOException {
    OnnxCase oneCase = new OnnxCase(shared("models/onnx/super-resolution-10"));
    try (Model model = Onnx.load(oneCase.model())) {
      assertEquals(-1, model.inputs().get(0).shape().get(0));
      compare(model.on(backend), oneCase);
    }
  }

  private static void compare(Model model, OnnxCase oneCase) throws IOException {
    for (Path dataSet : oneCase.dataSets()) {
      List<TensorData> inputs = OnnxCase.tensors(dataSet, "input");
      List<TensorData> expected = OnnxCase.tensors(dataSet, "output");
      List<TensorData> actual = model.predictOnBatch(inputs.toArray(TensorData[]::new));
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        TensorData e = expected.get(i);
        TensorData a = actual.get(i);
        assertEquals(e.type(), a.type(), oneCase.name());
        double largest = 0;
        for (long j = 0; j < e.size(); j++) {
          largest = Math.max(largest, Math.abs(e.getDouble(j)));
        }
        for (long j = 0; j < e.size(); j++) {
          assertEquals(e.getDouble(j), a.getDouble(j), 1e-5 + 1e-4 * largest, oneCase.name());
        }
      }
    }
  }

  /** The published network's batch is 1; its shapes follow from that. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void trainsOn(String backend) throws IOException {
    Path file = shared("models/onnx/mnist-8").resolve("model.onnx");
    LoadOptions head = new LoadOptions().trainable(n -> n.startsWith("Parameter19"));
    try (Model model = Onnx.load(file, head)) {
      assertEquals(2, model.trainableWeights().size());
      List<TensorData> before = model.on(backend).weightValues();
      model.compile(adam(1e-3), "mean_squared_error");
      int digits = 8;
      Dataset drawn = DrawnDigits.draw(digits, 5).dataset();
      float[] pixels = drawn.toBatch().inputs().get(0).toFloatArray();
      float[] wanted = new float[10 * digits];
      for (int i = 0; i < digits; i++) {
        wanted[10 * i + i % 10] = 1;
      }
      TensorData x = TensorData.of(pixels, digits, 1, 28, 28);
      TensorData y = TensorData.of(wanted, digits, 10);
      History history =
          model.fit(x, y, FitOptions.epochs(4).batchSize(1).shuffle(false).verbose(false));
      List<Double> losses = history.get("loss");
      assertTrue(losses.get(3) < 0.8 * losses.get(0), losses.toString());
      List<TensorData> after = model.weightValues();
      int changed = 0;
      for (int i = 0; i < after.size(); i++) {
        changed += after.get(i).equals(before.get(i)) ? 0 : 1;
      }
      assertEquals(2, changed);
    }
  }

  /** The accuracy that was measured elsewhere; the batch, in the file 1, is opened. */
  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void accuracy(String backend) throws IOException {
    Path file = shared("models/onnx/mnist-8").resolve("model.onnx");
    Dataset test = Mnist.load(shared("data/mnist")).test().dataset();
    LoadOptions open = new LoadOptions().shape("Input3", -1, 1, 28, 28);
    try (Model model = Onnx.load(file, open)) {
      assertEquals(-1, model.outputs().get(0).shape().get(0));
      model.on(backend);
      int right = 0;
      for (int start = 0; start < 10_000; start += 500) {
        Batch rows = test.skip(start).take(500).toBatch();
        float[] pixels = rows.inputs().get(0).toFloatArray();
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] *= 255;
        }
        TensorData scores = model.predictOnBatch(TensorData.of(pixels, 500, 1, 28, 28)).get(0);
        for (int i = 0; i < 500; i++) {
          right += largest(scores, i) == rows.targets().get(0).getLong(i) ? 1 : 0;
        }
      }
      assertEquals(9891, right, 2);
    }
  }

  private static int largest(TensorData scores, int row) {
    int best = 0;
    for (int i = 1; i < 10; i++) {
      best = scores.getDouble(10L * row + i) > scores.getDouble(10L * row + best) ? i : best;
    }
    return best;
  }

  /** What is exported here is imported again. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "dl4j", "tensorflow", "onnx"})
  void exportedModelsComeBack(String backend, @TempDir Path directory) throws IOException {
    TensorData x = DrawnDigits.draw(4, 3).dataset().toBatch().inputs().get(0);
    Path file = directory.resolve("lenet.onnx");
    TensorData expected;
    try (Model lenet = LeNet.model(0.5)) {
      expected = lenet.on("reference").predictOnBatch(x).get(0);
      Onnx.export(lenet, file);
    }
    try (Model model = Onnx.load(file)) {
      TensorData actual = model.on(backend).predictOnBatch(x).get(0);
      assertEquals(expected.type(), actual.type());
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.getDouble(i), actual.getDouble(i), 1e-5);
      }
    }
  }
}
