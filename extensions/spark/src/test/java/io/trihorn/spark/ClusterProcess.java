package io.trihorn.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Programs on a cluster of processes of this machine. Spark starts executors as an installation
 * does, which the environment of a process tells; their class path is that of the tests.
 */
final class ClusterProcess {
  private ClusterProcess() {}

  /**
   * Runs a program and shows what it says.
   *
   * @param home an empty folder that stands for the installation
   * @return what it printed
   */
  static String run(Path home, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(home.resolve("jars"));
    List<String> command = command("-Xmx1g", program.getName(), arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String output =
        process
            .inputReader(StandardCharsets.UTF_8)
            .lines()
            .peek(System.out::println)
            .collect(Collectors.joining("\n"));
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IllegalStateException(program.getName() + " ended with " + exit + "\n" + output);
    }
    return output;
  }

  /** How a program is started on the class path of the tests. */
  static List<String> command(String heap, String program, String... arguments) {
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            heap,
            "-cp",
            System.getProperty("java.class.path"),
            program);
    return Stream.concat(java, Stream.of(arguments)).toList();
  }

  /**
   * What a program said of something, after its name and a colon.
   *
   * @throws IllegalStateException if it said nothing of it
   */
  static double number(String output, String name) {
    Matcher found = Pattern.compile(name + ": (\\S+)").matcher(output);
    if (!found.find()) {
      throw new IllegalStateException("nothing is said of '" + name + "' in " + output);
    }
    return Double.parseDouble(found.group(1));
  }

  /** A session on so many executors that run one task each. */
  static SparkSession session(int executors, int megabytes) {
    String master = "local-cluster[%d,1,%d]".formatted(executors, megabytes);
    return session(master, executors, megabytes);
  }

  /** A session of a cluster that is there. */
  static SparkSession session(String master, int executors, int megabytes) {
    return session(master, executors, megabytes, "");
  }

  /**
   * A session of a cluster that is there.
   *
   * @param options of the executors' Java
   */
  static SparkSession session(String master, int executors, int megabytes, String options) {
    return SparkSession.builder()
        .master(master)
        .appName("cluster")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", megabytes + "m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.extraJavaOptions", options)
        .config("spark.sql.shuffle.partitions", executors)
        .getOrCreate();
  }
}
