package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Result;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import io.trihorn.testkit.importcases.ModelCaseRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models in models as Keras 3.15 saves them, as {@code .keras} and as {@code .h5}, with what it
 * predicts: used once and several times, in one another, in wrappers, with maps of inputs and
 * outputs, with layers inside and outside. {@code testkit/src/test/python/nested_models.py} writes
 * them. They should predict the same when they are loaded, and when they were saved again.
 */
public abstract class NestedModelsConformance {
  /** The backend's name. */
  protected abstract String backend();

  @Test
  void modelsOfKerasPredictTheSame(@TempDir Path directory) throws IOException {
    unpack(directory);
    check(directory);
  }

  @Test
  void soDoThoseThatAreSavedAgain(@TempDir Path directory) throws IOException {
    unpack(directory);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("model.")).toList()) {
        try (Model model = Saving.loadModel(file)) {
          Saving.saveModel(model, file);
        }
      }
    }
    check(directory);
  }

  private void check(Path directory) throws IOException {
    GoldenReport report = new ModelCaseRunner(backend(), Saving::loadModel).run(directory);
    List<Result> results = report.kinds().stream().flatMap(k -> k.results().stream()).toList();
    assertEquals(66, results.size());
    assertEquals(List.of(), results.stream().filter(r -> r.status() != Status.PASSED).toList());
  }

  private static void unpack(Path directory) throws IOException {
    try (InputStream in = NestedModelsConformance.class.getResourceAsStream("nested-models.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Path target = directory.resolve(e.getName());
        if (e.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
  }
}
