package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sees whose build lost an engine's native libraries: a process of its own each. */
class MissingNativesTest {
  private static final Pattern NATIVES =
      Pattern.compile(".*-(linux|macosx|windows)-(x86_64|arm64)(-[a-z0-9-]+)?\\.jar");

  /** Asks a backend about its engine. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] names) {
      try {
        System.out.println(Backends.get(names[0]).info());
      } catch (BackendException e) {
        System.err.println(e.getMessage());
        System.exit(1);
      }
    }
  }

  @TempDir Path directory;

  /** The class path without jars of natives, and the others without the libraries in them. */
  private String classPath(String stripped) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (NATIVES.matcher(name).matches()) {
        continue;
      }
      boolean engine = name.startsWith(stripped + "-") && name.endsWith(".jar");
      entries.add(engine ? withoutLibraries(Path.of(entry)).toString() : entry);
    }
    return String.join(File.pathSeparator, entries);
  }

  private Path withoutLibraries(Path jar) throws IOException {
    Path copy = directory.resolve(jar.getFileName());
    try (ZipFile in = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(copy);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : in.stream().toList()) {
        if (!entry.getName().matches(".*\\.(so|dylib|jnilib|dll)")) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          in.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
    }
    return copy;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "dl4j, nd4j-native, cannot load ND4J, <artifactId>nd4j-native</artifactId>",
        "tensorflow, tensorflow-core-native, TensorFlow's native library, trihorn-backend-tensorflow",
        "onnx, onnxruntime, ONNX Runtime's native library, -Donnxruntime.native.path"
      })
  void theErrorNamesTheEngineAndWhatToAdd(
      String backend, String artifact, String engine, String help)
      throws IOException, InterruptedException {
    Path arguments = directory.resolve("arguments");
    Files.writeString(arguments, "-cp\n\"" + classPath(artifact).replace("\\", "\\\\") + "\"\n");
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + arguments,
                "-Dai.djl.offline=true",
                Asking.class.getName(),
                backend)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    int exit = process.waitFor();
    String said = Files.readString(errors);
    assertEquals(1, exit, said);
    assertTrue(said.contains(engine) && said.contains(help), said);
    assertTrue(said.lines().noneMatch(l -> l.startsWith("\tat ")), said);
  }
}
