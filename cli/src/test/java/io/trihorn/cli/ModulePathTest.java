package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that are modules, compiled and run as the README says. */
class ModulePathTest {
  /** What the core needs, by the folders of a repository. */
  private static final List<String> CORE =
      List.of(
          "ai/djl",
          "com/google/code/gson",
          "com/ning",
          "at/yawk/lz4",
          "commons-codec",
          "commons-io",
          "io/jhdf",
          "org/apache/commons/commons-compress",
          "org/apache/commons/commons-lang3",
          "org/slf4j/slf4j-api");

  /** What the backends need on the module path. */
  private static final List<String> ENGINES =
      List.of(
          "com/google/protobuf",
          "com/microsoft/onnxruntime",
          "net/java/dev/jna/jna",
          "org/bytedeco/javacpp",
          "org/tensorflow",
          "org/tribuo");

  private static final List<String> CLASS_PATH =
      Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));

  @TempDir private Path directory;

  private static List<String> jars(List<String> folders) {
    return CLASS_PATH.stream()
        .filter(e -> folders.stream().anyMatch(f -> e.replace('\\', '/').contains("/" + f + "/")))
        .toList();
  }

  /** The classes or the jar of one of Trihorn's modules. */
  private static String ours(String module) {
    return CLASS_PATH.stream()
        .filter(
            e ->
                e.endsWith(Path.of(module, "target", "classes").toString())
                    || Path.of(e).getFileName().toString().matches("trihorn-" + module + "-.*jar"))
        .findFirst()
        .orElseThrow();
  }

  /** A module that has a name in its manifest only, which a folder of classes lacks. */
  private String named(String module, String name) throws IOException {
    Path classes = Path.of(ours(module));
    if (!Files.isDirectory(classes)) {
      return classes.toString();
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", name);
    Path jar = directory.resolve(module + ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(
            new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
    return jar.toString();
  }

  private static String joined(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }

  /** Compiles a module of one class that requires the core; gives what the compiler says. */
  private String compile(String source, List<String> modulePath) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("source/app"));
    Path main = Files.writeString(folder.resolve("Main.java"), source);
    Path module =
        Files.writeString(
            folder.resolveSibling("module-info.java"), "module app { requires io.trihorn.core; }");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "--module-path",
                joined(modulePath),
                "-d",
                directory.resolve("app").toString(),
                module.toString(),
                main.toString());
    return exit == 0 ? "" : said.toString(StandardCharsets.UTF_8);
  }

  private static String program() throws IOException {
    try (InputStream in = ModulePathTest.class.getResourceAsStream("/modular/Main.java")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private float predicted(List<String> modulePath, List<String> classPath) throws Exception {
    assertEquals("", compile(program(), modulePath));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "--module-path",
                joined(modulePath) + File.pathSeparator + directory.resolve("app")));
    if (!classPath.isEmpty()) {
      command.addAll(List.of("--class-path", joined(classPath)));
    }
    command.addAll(List.of("--module", "app/app.Main", directory.resolve("m.keras").toString()));
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    int exit = process.waitFor();
    List<String> lines = Files.readAllLines(out);
    assertEquals(0, exit, () -> lines.stream().collect(Collectors.joining("\n")));
    return Float.parseFloat(lines.get(lines.size() - 1));
  }

  private static List<String> coreAndMore(String... more) {
    List<String> path = new ArrayList<>(List.of(ours("core")));
    path.addAll(List.of(more));
    path.addAll(jars(CORE));
    return path;
  }

  /** The same program on the class path, on the reference backend. */
  private float expected() throws Exception {
    Path classes = directory.resolve("plain");
    Path main = Files.writeString(directory.resolve("Main.java"), program());
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-cp",
                joined(coreAndMore()),
                "-d",
                classes.toString(),
                main.toString());
    assertEquals(0, exit);
    List<String> path = coreAndMore(classes.toString());
    Path out = directory.resolve("expected");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtrihorn.backend=reference",
                "-cp",
                joined(path),
                "app.Main",
                directory.resolve("e.keras").toString())
            .redirectOutput(out.toFile())
            .start();
    assertEquals(0, process.waitFor());
    return Float.parseFloat(Files.readString(out).strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow"})
  void aBackendOnTheModulePath(String backend) throws Exception {
    List<String> path = coreAndMore(ours("backend-" + backend));
    path.addAll(jars(ENGINES));
    assertEquals(expected(), predicted(path, List.of()), 1e-4);
  }

  /** ND4J's own modules do not resolve. */
  @Test
  void dl4jOnTheModulePathAndNd4jOnTheClassPath() throws Exception {
    List<String> path = coreAndMore(named("backend-dl4j", "io.trihorn.backend.dl4j"));
    List<String> rest = new ArrayList<>(CLASS_PATH);
    rest.removeAll(path);
    rest.removeIf(e -> e.contains("trihorn-") || Files.isDirectory(Path.of(e)));
    assertEquals(expected(), predicted(path, rest), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.trihorn.graph.pass.Passes", "io.trihorn.saving.hdf5.Hdf5Writer"})
  void whatIsNoInterfaceIsNotVisible(String internal) throws IOException {
    String said = compile("package app; class Main { " + internal + " x; }", coreAndMore());
    assertNotEquals("", said);
    assertTrue(said.contains("is not visible"), said);
  }
}
