package io.trihorn.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.testkit.ResourceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models in few bits and with LoRA that Keras 3.15.1 saved, each with an input and what Keras
 * predicts for it: they load, predict the same, and are the same after they are saved again. (Keras
 * loads what is saved here too; that needs Python, and was tried by hand.) Those of GPTQ and AWQ
 * have zero points, which Keras 3.15 leaves out: its {@code save_own_variables} was made to write
 * them.
 */
class KerasQuantizedFilesTest {
  @TempDir private Path folder;

  static Stream<Path> files() throws IOException {
    Path all = ResourceFolder.of(KerasQuantizedFilesTest.class, "quantized");
    List<Path> models;
    try (Stream<Path> found = Files.list(all)) {
      models = found.filter(p -> p.toString().endsWith(".keras")).sorted().toList();
    }
    assertEquals(16, models.size());
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void loadsAndSaves(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".keras", "");
    TensorData x = Npy.read(file.resolveSibling(name + ".x.npy"));
    TensorData y = Npy.read(file.resolveSibling(name + ".y.npy"));
    Path again = folder.resolve(name + ".keras");
    try (Model model = Saving.loadModel(file, false)) {
      model.on("reference");
      near(y, model.predictOnBatch(x).get(0));
      Saving.saveModel(model, again);
    }
    try (Model model = Saving.loadModel(again, false)) {
      model.on("reference");
      near(y, model.predictOnBatch(x).get(0));
    }
    String kept = System.getProperty("trihorn.test.keep");
    if (kept != null) {
      Files.copy(again, Path.of(kept).resolve(again.getFileName()));
    }
  }

  private static void near(TensorData expected, TensorData actual) {
    assertEquals(expected.type(), actual.type());
    for (long i = 0; i < expected.size(); i++) {
      double wanted = expected.getDouble(i);
      double difference = Math.abs(actual.getDouble(i) - wanted);
      assertTrue(
          difference <= 1e-3 + 1e-3 * Math.abs(wanted),
          "element " + i + " should be " + wanted + ", but is " + actual.getDouble(i));
    }
  }
}
