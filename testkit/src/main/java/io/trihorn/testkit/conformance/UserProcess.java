package io.trihorn.testkit.conformance;

import io.trihorn.testkit.soak.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program in a process of its own, with the class path that a user has: the library, a backend
 * and what they need, and no test tools. It runs with the Java of this process, or with that of the
 * system property {@code trihorn.test.java}.
 */
public final class UserProcess {
  private static final Pattern TEST_TOOLS =
      Pattern.compile("junit.*|jqwik.*|opentest4j.*|apiguardian.*|trihorn-testkit.*|slf4j-.*");

  /** What is no test tool though its name begins like one. */
  private static final Pattern KEPT = Pattern.compile("slf4j-api.*");

  private static final int MINUTES = 5;
  private static final int WARNS_OF_NATIVE_ACCESS = 24;

  private final Path folder;
  private final Class<?> program;

  /** What came of it. */
  public record Outcome(int exit, String out, String errors) {}

  /**
   * A process to be started.
   *
   * @param folder a fresh one; it gets the program's class
   * @param program its main class, which uses the library's API only
   */
  public UserProcess(Path folder, Class<?> program) {
    this.folder = folder;
    this.program = program;
  }

  /** Starts it with these system properties, and waits for its end. */
  public Outcome run(Map<String, String> properties, String... arguments) {
    try {
      return await(start(properties, arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Started(Process process, Path out, Path errors) {}

  private Started start(Map<String, String> properties, String... arguments) throws IOException {
    Path options = Files.createTempFile(folder, "options", "");
    Files.writeString(options, "-cp\n\"" + classPath().replace("\\", "\\\\") + "\"\n");
    String home = System.getProperty("trihorn.test.java", System.getProperty("java.home"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(home, "bin", "java").toString());
    command.addAll(ChildJvm.compilers());
    command.add("@" + options);
    if (version(Path.of(home)) >= WARNS_OF_NATIVE_ACCESS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add(program.getName());
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path errors = Files.createTempFile(folder, "errors", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(errors.toFile());
    return new Started(builder.start(), out, errors);
  }

  private static Outcome await(Started started) throws IOException {
    try {
      if (!started.process().waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("it hangs: " + Files.readString(started.errors()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      started.process().destroyForcibly();
    }
    return new Outcome(
        started.process().exitValue(),
        Files.readString(started.out()),
        Files.readString(started.errors()));
  }

  private String classPath() throws IOException {
    String file = program.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve("classes").resolve(file);
    if (!Files.exists(copy)) {
      Files.createDirectories(copy.getParent());
      try (InputStream in = program.getClassLoader().getResourceAsStream(file)) {
        Files.copy(in, copy);
      }
    }
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !isTestTool(Path.of(entry)))
        .collect(
            Collectors.joining(
                File.pathSeparator, folder.resolve("classes") + File.pathSeparator, ""));
  }

  private static boolean isTestTool(Path entry) {
    String name = entry.getFileName().toString();
    boolean ofTests =
        name.equals("test-classes") || entry.endsWith(Path.of("testkit/target/classes"));
    return ofTests || TEST_TOOLS.matcher(name).matches() && !KEPT.matcher(name).matches();
  }

  private static int version(Path home) throws IOException {
    return Files.readAllLines(home.resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElseGet(() -> Runtime.version().feature());
  }
}
