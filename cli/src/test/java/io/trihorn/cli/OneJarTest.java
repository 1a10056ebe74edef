package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.cli.SourceProgram.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trihorn's modules and an application in one jar, the engines beside it; {@code mvn -Ppackaging}
 * packs the engines too. Service files that are put together keep all backends; of files that
 * replace each other one stays, which is why README.md asks for a transformer.
 */
class OneJarTest {
  private static final Path APPLICATION =
      Path.of("../packaging/uber/src/main/java/io/trihorn/packaging/EveryBackend.java");

  @TempDir Path directory;

  private static boolean isOurs(Path entry) {
    return entry.endsWith(Path.of("target", "classes"))
        || entry.getFileName().toString().startsWith("trihorn-");
  }

  private Outcome run(boolean merged) throws IOException, InterruptedException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    assertEquals("", SourceProgram.compile(classes, List.of(APPLICATION)));
    Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    collect(classes, files, merged);
    for (Path entry : SourceProgram.classPath()) {
      if (isOurs(entry)) {
        collect(entry, files, merged);
      }
    }
    Path jar = directory.resolve("application.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, ByteArrayOutputStream> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        file.getValue().writeTo(out);
        out.closeEntry();
      }
    }
    return SourceProgram.run(
        directory,
        Stream.concat(
            Stream.of(jar), SourceProgram.classPath().stream().filter(entry -> !isOurs(entry))),
        Map.of(),
        "io.trihorn.packaging.EveryBackend");
  }

  private static void collect(Path entry, Map<String, ByteArrayOutputStream> files, boolean merged)
      throws IOException {
    if (Files.isDirectory(entry)) {
      collectFrom(entry, files, merged);
    } else if (Files.exists(entry)) {
      try (FileSystem zip =
          FileSystems.newFileSystem(URI.create("jar:" + entry.toUri()), Map.of())) {
        collectFrom(zip.getPath("/"), files, merged);
      }
    }
  }

  private static void collectFrom(
      Path root, Map<String, ByteArrayOutputStream> files, boolean merged) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        boolean first = !files.containsKey(name);
        if (first || merged && name.startsWith("META-INF/services/")) {
          try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(files.computeIfAbsent(name, n -> new ByteArrayOutputStream()));
          }
        }
      }
    }
  }

  @Test
  void withMergedServiceFilesEveryBackendTrains() throws IOException, InterruptedException {
    Outcome outcome = run(true);
    assertEquals(0, outcome.exit(), outcome.output());
    assertTrue(outcome.output().contains("in one jar: [dl4j, onnx, reference, tensorflow]"));
  }

  @Test
  void withoutThatTheErrorSaysWhichBackendsAreLeft() throws IOException, InterruptedException {
    Outcome outcome = run(false);
    assertNotEquals(0, outcome.exit(), outcome.output());
    assertTrue(outcome.output().contains("BackendException"), outcome.output());
  }
}
