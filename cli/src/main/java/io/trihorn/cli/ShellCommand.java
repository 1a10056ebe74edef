package io.trihorn.cli;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** JShell, with Trihorn on its class path and imported. */
@Command(
    name = "shell",
    description =
        "Starts the JDK's jshell with Trihorn and all backends on the class path, and what one needs"
            + " most imported; or runs files of it.")
final class ShellCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files that are run; the last line of each is /exit where it shall end there.")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws Exception {
    Path imports = Files.createTempFile("trihorn", ".jsh");
    try (InputStream in = ShellCommand.class.getResourceAsStream("imports.jsh")) {
      Files.write(imports, in.readAllBytes());
      return run(JavaShellToolBuilder.builder(), imports);
    } finally {
      Files.delete(imports);
    }
  }

  private int run(JavaShellToolBuilder shell, Path imports) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--class-path", System.getProperty("java.class.path")));
    arguments.addAll(List.of("--startup", "DEFAULT", "--startup", imports.toString()));
    // The shell runs what is typed in a process of its own.
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("trihorn.") || key.equals("ai.djl.offline")) {
                arguments.add("-R-D" + key + "=" + value);
              }
            });
    files.forEach(file -> arguments.add(file.toString()));
    return shell.start(arguments.toArray(String[]::new));
  }
}
