package io.trihorn.cli.serving;

import io.trihorn.cli.serving.ServedSample.Asked;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.soak.ChildJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** A server in a process of its own that is killed under load and started again. */
final class KilledServer {
  private static final int CLIENTS = 16;

  /** How long a start may take, on a machine that has other things to do. */
  private static final int PATIENCE_MINUTES = 10;

  private final Class<?> main;
  private final Path file;
  private final int port;
  private final String backend;

  private KilledServer(Class<?> main, Path file, int port, String backend) {
    this.main = main;
    this.file = file;
    this.port = port;
    this.backend = backend;
  }

  /** From when a process was told to end to when it was gone, by {@code nanoTime}. */
  record Death(long begin, long end) {
    /** Whether the process may have had a request that it did not answer. */
    boolean lost(CheckedLoad.Broken request) {
      return request.begin() <= begin && request.end() >= begin;
    }

    /** Whether a client came to the process when it was dying, which took no requests any more. */
    boolean refused(CheckedLoad.Broken request) {
      return request.begin() > begin && request.begin() <= end;
    }
  }

  /**
   * What came of it.
   *
   * @param deaths of the processes
   * @param load what clients got
   */
  record Result(List<Death> deaths, CheckedLoad.Result load) {
    /** Whether no more broke than was on the way when a process died, and what came then. */
    boolean isWell() {
      return load.wrong() == 0
          && load.right() > 0
          && count(Death::lost) <= (long) CLIENTS * deaths.size()
          && count(Death::lost) + count(Death::refused) == load.broken().size();
    }

    private long count(BiPredicate<Death, CheckedLoad.Broken> kind) {
      return load.broken().stream()
          .filter(request -> deaths.stream().anyMatch(death -> kind.test(death, request)))
          .count();
    }

    @Override
    public String toString() {
      long lost = count(Death::lost);
      long refused = count(Death::refused);
      return "%d kills under %d clients: %,d right, %d wrong, %d lost that were on the way, %d refused by a dying process, %d broke at other times"
          .formatted(
              deaths.size(),
              CLIENTS,
              load.right(),
              load.wrong(),
              lost,
              refused,
              load.broken().size() - lost - refused);
    }
  }

  /**
   * Kills it.
   *
   * @param main the command line
   */
  static Result run(
      Class<?> main, ServedSample sample, Model model, Path folder, String backend, int kills)
      throws IOException, InterruptedException {
    Path file = folder.resolve("killed.keras");
    Saving.saveModel(model, file);
    KilledServer server = new KilledServer(main, file, freePort(), backend);
    List<Asked> asked = sample.asked(model, 64, 1);
    Process process = server.start();
    String url = "http://127.0.0.1:" + server.port + "/v2/models/killed/infer";
    List<Death> deaths = new ArrayList<>();
    CheckedLoad load = new CheckedLoad(url, asked, CLIENTS);
    try {
      try (load) {
        for (int i = 0; i < kills; i++) {
          Thread.sleep(1_500);
          long begin = System.nanoTime();
          process.destroyForcibly().waitFor();
          deaths.add(new Death(begin, System.nanoTime()));
          process = server.start();
        }
        Thread.sleep(1_000);
      }
      return new Result(deaths, load.result());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process start() throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", file.toString(), "--port", Integer.toString(port)));
    arguments.addAll(List.of("--grpc-port", "-1", "--backend", backend));
    Process process =
        ChildJvm.of(List.of("-Xmx512m"), main, arguments)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/killed/ready"))
            .build();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return process;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      Thread.sleep(50);
    }
    process.destroyForcibly();
    throw new IOException(
        "the server has not started within %d minutes".formatted(PATIENCE_MINUTES));
  }
}
