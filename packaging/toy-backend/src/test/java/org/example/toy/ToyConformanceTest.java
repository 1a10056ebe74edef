package org.example.toy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.conformance.BackendConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole conformance suite, on an engine of less than a thousand lines. */
class ToyConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return ToyBackend.NAME;
  }

  @Test
  void hasLessThanAThousandLinesThatAreNotBlank() throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        lines += Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count();
      }
    }
    assertTrue(lines < 1000, "lines: " + lines);
  }
}
