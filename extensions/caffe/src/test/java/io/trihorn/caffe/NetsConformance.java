package io.trihorn.caffe;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Nets of all types of layers against what real Caffe computes of them, on one backend. */
abstract class NetsConformance {
  private static final Path SHARED = Path.of("../../../shared/goldens/caffe/forward");

  private final String backend;

  NetsConformance(String backend) {
    this.backend = backend;
  }

  @TestFactory
  List<DynamicTest> asCaffe() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Map<String, String> files = packed();
    files.forEach(
        (name, text) -> {
          if (name.endsWith(".prototxt")) {
            tests.add(test(name, text, files.get(name.replace(".prototxt", ".json"))));
          }
        });
    if (Files.isDirectory(SHARED)) {
      try (Stream<Path> shared = Files.list(SHARED)) {
        for (Path file : shared.filter(f -> f.toString().endsWith(".prototxt")).toList()) {
          Path json = Path.of(file.toString().replace(".prototxt", ".json"));
          tests.add(
              test("shared " + file.getFileName(), Files.readString(file), Files.readString(json)));
        }
      }
    }
    return tests;
  }

  private DynamicTest test(String name, String text, String json) {
    return dynamicTest(name, () -> OracleCase.of(text, json).check(backend));
  }

  static Map<String, String> packed() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(NetsConformance.class.getResourceAsStream("nets.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
