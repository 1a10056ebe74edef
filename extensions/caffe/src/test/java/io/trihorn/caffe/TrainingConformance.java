package io.trihorn.caffe;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Twelve iterations of each solver against real Caffe, on one backend. */
abstract class TrainingConformance {
  private static final Path SHARED = Path.of("../../../shared/goldens/caffe/train");

  private final String backend;

  TrainingConformance(String backend) {
    this.backend = backend;
  }

  @TestFactory
  List<DynamicTest> asCaffe() throws IOException {
    if (!Files.isDirectory(SHARED)) {
      return List.of();
    }
    try (Stream<Path> cases = Files.list(SHARED)) {
      return cases
          .sorted()
          .map(
              folder ->
                  dynamicTest(
                      folder.getFileName().toString(),
                      () -> OracleCase.checkTraining(folder, backend)))
          .toList();
    }
  }
}
