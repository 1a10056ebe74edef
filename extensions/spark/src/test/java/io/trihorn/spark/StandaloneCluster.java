package io.trihorn.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Spark's own cluster with a worker on each of some addresses of this machine. Spark runs no task a
 * second time beside the first on one host, so a local cluster, which has only one, does not do.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String MASTER = "127.0.0.1";

  private final Path home;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts.
   *
   * @param home a folder for what the processes write
   * @param workers how many, from 127.0.0.2 on, of one core each
   */
  StandaloneCluster(Path home, int workers) throws IOException {
    this.home = home;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(MASTER))) {
      port = free.getLocalPort();
    }
    start("master.Master", "--host", MASTER, "--port", String.valueOf(port), "--webui-port", "0");
    for (int i = 0; i < workers; i++) {
      start(
          "worker.Worker",
          "--host",
          "127.0.0." + (2 + i),
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "0",
          "--work-dir",
          home.resolve("worker-" + i).toString(),
          url());
    }
  }

  /** What a session takes for its master. */
  String url() {
    return "spark://" + MASTER + ":" + port;
  }

  private void start(String main, String... arguments) throws IOException {
    List<String> command =
        ClusterProcess.command("-Xmx256m", "org.apache.spark.deploy." + main, arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    // Each has its own address, which this would replace.
    builder.environment().remove("SPARK_LOCAL_IP");
    processes.add(builder.redirectErrorStream(true).inheritIO().start());
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }
}
