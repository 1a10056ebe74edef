package io.trihorn.cli;

import io.trihorn.studio.StudioServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/** Options of what serves the studio's pages, and the serving. */
final class StudioPages {
  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "The folder of runs (${DEFAULT-VALUE}), to which any number of programs write.")
  private Path runs = Path.of("runs");

  @Option(names = "--port", description = "The port (${DEFAULT-VALUE}); 0 for any that is free.")
  private int port = 8080;

  @Option(
      names = "--host",
      description =
          "What to listen at (${DEFAULT-VALUE}). Anything but loopback wants a token with every"
              + " request, and is not encrypted.")
  private String host = "127.0.0.1";

  @Option(
      names = "--token",
      description = "The token; by default one is made up where one is wanted.")
  private String token;

  /** Serves until the process is stopped. */
  void serve(PrintWriter out, String page) throws IOException, InterruptedException {
    StudioServer server = new StudioServer(runs).host(host).port(port).token(token).start();
    // Lets trainings end after their steps.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    out.println("open " + server.address().replaceFirst("/(?=$|\\?)", "/" + page));
    out.flush();
    new CountDownLatch(1).await();
  }
}
