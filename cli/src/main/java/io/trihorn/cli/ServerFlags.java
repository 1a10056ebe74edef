package io.trihorn.cli;

import io.trihorn.serving.ServerOptions;
import io.trihorn.serving.models.Batching;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a user says of a server on the command line. */
final class ServerFlags {
  private static final ServerOptions USUAL = new ServerOptions();

  @Option(
      names = "--host",
      description = "The network interface (${DEFAULT-VALUE}); 0.0.0.0 for all.")
  private String host = USUAL.host();

  @Option(names = "--port", description = "For HTTP (${DEFAULT-VALUE}); 0 for any that is free.")
  private int port = USUAL.port();

  @Option(
      names = "--grpc-port",
      description = "For gRPC (${DEFAULT-VALUE}); 0 for any that is free, -1 for none.")
  private int grpc = USUAL.grpcPort();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the token that clients have to show; by default none is asked for.")
  private Path token;

  @ArgGroup(exclusive = false)
  private Encryption encryption;

  /** Both or neither. */
  private static final class Encryption {
    @Option(
        names = "--tls-cert",
        paramLabel = "FILE.pem",
        required = true,
        description = "The certificate, and those that vouch for it.")
    private Path certificate;

    @Option(
        names = "--tls-key",
        paramLabel = "FILE.pem",
        required = true,
        description = "Its key (PKCS 8).")
    private Path key;
  }

  @Option(
      names = "--max-batch",
      paramLabel = "ROWS",
      description = "The rows of a batch at most (${DEFAULT-VALUE}).")
  private int rows = USUAL.batching().maxRows();

  @Option(
      names = "--delay",
      paramLabel = "MS",
      description = "How long a batch that is not full waits for more (${DEFAULT-VALUE}).")
  private double delay;

  @Option(
      names = "--budget",
      paramLabel = "MS",
      description = "Within which a request is answered or refused (${DEFAULT-VALUE}).")
  private double budget = USUAL.batching().budget().toMillis();

  @Option(
      names = "--queue",
      paramLabel = "REQUESTS",
      description = "How many requests for a model may wait (${DEFAULT-VALUE}).")
  private int queue = USUAL.batching().queue();

  @Option(
      names = "--concurrency",
      paramLabel = "BATCHES",
      description = "How many batches of a model are computed at a time (${DEFAULT-VALUE}).")
  private int concurrency = USUAL.batching().concurrency();

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      description = "The size of a request at most (${DEFAULT-VALUE}).")
  private int body = (int) (USUAL.limits().bodyBytes() >> 20);

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "How long the last requests are waited for at the end (${DEFAULT-VALUE}).")
  private int grace = (int) USUAL.grace().toSeconds();

  @Option(
      names = "--busy-poll",
      paramLabel = "MICROS",
      description =
          "How long the next request of a client who asks alone is waited for actively"
              + " (${DEFAULT-VALUE}); 0 for not at all.")
  private long poll = USUAL.busyPoll().toNanos() / 1_000;

  private static Duration millis(double value) {
    return Duration.ofNanos((long) (value * 1e6));
  }

  /**
   * The same as options.
   *
   * @throws IOException if the token cannot be read
   */
  ServerOptions options() throws IOException {
    return new ServerOptions()
        .withHost(host)
        .withPorts(port, grpc)
        .withToken(token == null ? null : Files.readString(token).strip())
        .withTls(encryption == null ? null : new Tls(encryption.certificate, encryption.key))
        .withLimits(new Limits().withBodyBytes((long) body << 20))
        .withBatching(new Batching(rows, millis(delay), millis(budget), queue, concurrency))
        .withGrace(Duration.ofSeconds(grace))
        .withBusyPoll(Duration.of(poll, ChronoUnit.MICROS));
  }

  /** Where clients find HTTP. */
  String address(int listening) {
    return "%s://%s:%d".formatted(encryption == null ? "http" : "https", host, listening);
  }
}
