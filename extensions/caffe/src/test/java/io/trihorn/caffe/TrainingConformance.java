package io.trihorn.caffe;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve iterations of solvers, policies, losses and normalizations against real Caffe, on one
 * backend.
 */
abstract class TrainingConformance {
  private static final Path SHARED = Path.of("../../../shared/goldens/caffe/train");

  private final String backend;

  @TempDir private Path directory;

  TrainingConformance(String backend) {
    this.backend = backend;
  }

  @TestFactory
  List<DynamicTest> asCaffe() throws IOException {
    unpack(directory);
    List<DynamicTest> tests = new ArrayList<>(tests(directory));
    if (Files.isDirectory(SHARED)) {
      tests.addAll(tests(SHARED));
    }
    return tests;
  }

  private List<DynamicTest> tests(Path cases) throws IOException {
    try (Stream<Path> folders = Files.list(cases)) {
      return folders
          .sorted()
          .map(
              folder ->
                  dynamicTest(
                      folder.getFileName().toString(),
                      () -> OracleCase.checkTraining(folder, backend)))
          .toList();
    }
  }

  /** Writes the cases of the resource into a folder. */
  static void unpack(Path directory) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(TrainingConformance.class.getResourceAsStream("trainings.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          Path file = directory.resolve(entry.getName());
          Files.createDirectories(file.getParent());
          Files.write(file, zip.readAllBytes());
        }
      }
    }
  }
}
