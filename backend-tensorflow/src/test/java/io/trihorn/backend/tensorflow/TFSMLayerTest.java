package io.trihorn.backend.tensorflow;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.conformance.ExampleModels;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SavedModels as layers. */
class TFSMLayerTest {
  @TempDir private Path directory;

  static List<ExampleModels.Example> wholes() {
    return ExampleModels.wholes();
  }

  private Path saved(Model model, String name) {
    ExampleModels.fill(model, name.length());
    Path path = directory.resolve(name);
    TensorFlow.exportSavedModel(model, path);
    return path;
  }

  @ParameterizedTest
  @MethodSource("wholes")
  void aLayerGivesWhatTheModelGave(ExampleModels.Example example) {
    try (Model original = example.make().get().on("tensorflow")) {
      try (Model model = TensorFlow.loadSavedModel(saved(original, "saved"))) {
        List<TensorData> x = ExampleModels.inputs(original, 4, 2);
        List<TensorData> expected = original.predictOnBatch(x.toArray(TensorData[]::new));
        List<TensorData> got = model.predictOnBatch(x.toArray(TensorData[]::new));
        for (int i = 0; i < expected.size(); i++) {
          assertEquals(expected.get(i).type(), got.get(i).type());
          assertArrayEquals(expected.get(i).toDoubleArray(), got.get(i).toDoubleArray(), 1e-6);
        }
        assertEquals(-1, model.outputs().get(0).shape().get(0), "the batch stays open");
      }
    }
  }

  @Test
  void twoModelsWithVariablesOfOneNameStayApart() {
    try (Model first = dense3();
        Model second = dense3()) {
      KerasTensor x = inputTensor(3);
      KerasTensor a = TensorFlow.importSavedModel(saved(first, "a")).apply(x);
      KerasTensor b = TensorFlow.importSavedModel(saved(second, "longer")).apply(x);
      try (Model both = new Model(List.of(x), List.of(a, b)).on("tensorflow")) {
        TensorData in = ExampleModels.inputs(both, 2, 1).get(0);
        List<TensorData> got = both.predictOnBatch(in);
        assertArrayEquals(
            first.predictOnBatch(in).get(0).toDoubleArray(), got.get(0).toDoubleArray(), 1e-6);
        assertArrayEquals(
            second.predictOnBatch(in).get(0).toDoubleArray(), got.get(1).toDoubleArray(), 1e-6);
      }
    }
  }

  private static Model dense3() {
    KerasTensor x = inputTensor(3);
    return new Model(x, dense(2).apply(x)).on("tensorflow");
  }

  @Test
  void whatComesAfterItTrainsAndWhatIsBeforeItDoesNot() {
    try (Model original = dense3()) {
      Path path = saved(original, "saved");
      TensorData x = ExampleModels.inputs(original, 8, 1).get(0);
      TensorData y = original.predictOnBatch(x).get(0);
      KerasTensor in = inputTensor(3);
      try (Model after = model(in, dense(2).apply(TensorFlow.importSavedModel(path).apply(in)));
          Model before = model(in, TensorFlow.importSavedModel(path).apply(dense(3).apply(in)))) {
        double first = after.trainOnBatch(x, y).get("loss");
        for (int i = 0; i < 20; i++) {
          after.resetMetrics();
          assertTrue(after.trainOnBatch(x, y).get("loss") <= first);
        }
        String message =
            assertThrows(BackendException.class, () -> before.trainOnBatch(x, y)).getMessage();
        assertTrue(message.contains("inference only"), message);
      }
    }
  }

  private static Model model(KerasTensor in, KerasTensor out) {
    return new Model(in, out).on("tensorflow").compile(Optimizers.get("sgd"), "mse");
  }

  @Test
  void otherBackendsSayWhyTheyCannot() {
    try (Model original = dense3()) {
      KerasTensor x = inputTensor(3);
      KerasTensor y = TensorFlow.importSavedModel(saved(original, "saved")).apply(x);
      try (Model model = new Model(x, y).on("reference")) {
        TensorData in = ExampleModels.inputs(model, 2, 1).get(0);
        String message =
            assertThrows(BackendException.class, () -> model.predictOnBatch(in)).getMessage();
        assertTrue(message.contains("on(\"tensorflow\")"), message);
      }
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    try (Model original = dense3()) {
      Path path = saved(original, "saved");
      String message =
          assertThrows(BackendException.class, () -> TensorFlow.importSavedModel(path, "classify"))
              .getMessage();
      assertTrue(message.contains("serving_default"), message);
      assertThrows(
          UncheckedIOException.class,
          () -> TensorFlow.importSavedModel(directory.resolve("nowhere")));
    }
  }
}
