package io.trihorn.testkit.soak;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes with this one's class path. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * A process to be started.
   *
   * @param options of the JVM
   * @param main the class that it runs
   */
  public static ProcessBuilder of(List<String> options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(compilers());
    command.addAll(options);
    command.add("-Dai.djl.offline=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OPT_OUT_TRACKING", "true");
    return builder;
  }

  /**
   * The options that say which of the JVM's compilers this process has. A child that takes them too
   * warms up no slower than this process.
   */
  public static List<String> compilers() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.contains("Tiered"))
        .toList();
  }
}
