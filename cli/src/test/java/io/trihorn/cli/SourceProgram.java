package io.trihorn.cli;

import io.trihorn.testkit.soak.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Programs that tests compile and run in a process of their own, as users do with theirs. */
final class SourceProgram {
  private static final int MINUTES = 10;

  private SourceProgram() {}

  /** What came of a run: the exit code, and both streams together. */
  record Outcome(int exit, String output) {}

  /** The class path of the tests. */
  static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  /**
   * Compiles against the class path of the tests.
   *
   * @param classes where the classes go
   * @return what the compiler has to say; empty where all is well
   */
  static String compile(Path classes, List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean done =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return done ? "" : said.toString();
    }
  }

  /** Runs a main class in a directory and waits for its end. */
  static Outcome run(
      Path directory,
      Stream<Path> classPath,
      Map<String, String> properties,
      String main,
      String... programArguments)
      throws IOException, InterruptedException {
    Path arguments = Files.createTempFile(directory, "arguments", "");
    String path =
        classPath
            .map(entry -> entry.toAbsolutePath().toString().replace("\\", "\\\\"))
            .collect(Collectors.joining(File.pathSeparator));
    Files.writeString(arguments, "-cp\n\"" + path + "\"\n");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ChildJvm.compilers());
    command.add("@" + arguments);
    command.add("-Dai.djl.offline=true");
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add(main);
    command.addAll(List.of(programArguments));
    Path output = Files.createTempFile(directory, "output", "");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("it hangs: " + Files.readString(output));
      }
      return new Outcome(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }
}
