package io.trihorn.testkit.importcases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Result;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Cases that lie in an archive among the testkit's resources.
 *
 * @param owner the class that the archive lies beside
 * @param archive its name
 */
public record CaseArchive(Class<?> owner, String archive) {
  /**
   * Holds a backend to all of the cases.
   *
   * @param backend the backend's name
   * @param directory an empty directory to unpack them in
   * @param count how many there are
   */
  public void check(String backend, Path directory, int count) throws IOException {
    unpack(directory);
    run(backend, directory, count);
  }

  /** The same of the models as they are when they were loaded and saved again. */
  public void checkSavedAgain(String backend, Path directory, int count) throws IOException {
    unpack(directory);
    for (ModelCase one : ModelCase.in(directory)) {
      try (Model model = Saving.loadModel(one.model())) {
        Saving.saveModel(model, one.model());
      }
    }
    run(backend, directory, count);
  }

  private static void run(String backend, Path directory, int count) throws IOException {
    GoldenReport report = new ModelCaseRunner(backend, Saving::loadModel).run(directory);
    List<Result> results = report.kinds().stream().flatMap(k -> k.results().stream()).toList();
    assertEquals(count, results.size());
    Stream<Result> bad = results.stream().filter(r -> r.status() != Status.PASSED);
    assertEquals(List.of(), bad.toList());
  }

  private void unpack(Path directory) throws IOException {
    try (InputStream in = owner.getResourceAsStream(archive);
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
