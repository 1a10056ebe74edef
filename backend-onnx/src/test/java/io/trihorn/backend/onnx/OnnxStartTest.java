package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.conformance.StartConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The start of a process that uses this backend: its native libraries are unpacked once. */
class OnnxStartTest extends StartConformance {
  private Path home;
  private Path temporary;

  @Override
  protected double bytesPerParameter() {
    return 34;
  }

  @BeforeEach
  void folders() throws IOException {
    home = Files.createDirectory(folder().resolve("home"));
    temporary = Files.createDirectory(folder().resolve("temporary"));
  }

  private Map<String, String> properties(Path userHome) {
    return Map.of("user.home", userHome.toString(), "java.io.tmpdir", temporary.toString());
  }

  /** All files and folders below one, with their times. */
  private static Map<Path, FileTime> below(Path folder) throws IOException {
    Map<Path, FileTime> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(p -> !p.equals(folder)).toList()) {
        found.put(folder.relativize(path), Files.getLastModifiedTime(path));
      }
    }
    return found;
  }

  @Test
  void theSecondProcessUnpacksNothing() throws IOException {
    start(properties(home));
    Map<Path, FileTime> unpacked = below(home);
    assertTrue(
        unpacked.keySet().stream()
            .anyMatch(p -> p.endsWith(System.mapLibraryName("onnxruntime4j_jni"))),
        unpacked::toString);
    assertEquals(Map.of(), below(temporary));
    start(properties(home));
    assertEquals(unpacked, below(home));
    assertEquals(Map.of(), below(temporary));
  }

  @Test
  void withoutAPlaceInTheHomeItRunsToo() throws IOException {
    Path file = Files.writeString(folder().resolve("file"), "no folder");
    start(properties(file));
  }

  @Test
  void aUsersOwnLibrariesAreTaken() throws IOException {
    start(properties(home));
    Path own;
    try (Stream<Path> made = Files.list(home.resolve(Path.of(".trihorn", "natives")))) {
      own = made.findFirst().orElseThrow();
    }
    Path other = Files.createDirectory(folder().resolve("other"));
    Map<String, String> chosen = new TreeMap<>(properties(other));
    chosen.put("onnxruntime.native.path", own.toString());
    start(chosen);
    assertEquals(Map.of(), below(other));
  }
}
