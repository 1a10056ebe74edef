package io.trihorn.serving;

import io.trihorn.serving.models.Batching;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Tls;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How a server listens and works.
 *
 * @param host name or address of the network interface
 * @param port for HTTP; 0 for any that is free
 * @param grpcPort for gRPC; 0 for any that is free, -1 for none
 * @param token that clients have to show; null for none
 * @param tls certificate and key; null for no encryption
 * @param limits of a request
 * @param batching of each model
 * @param grace how long a server that stops, or a version that is replaced, waits for its last
 *     requests
 * @param busyPoll how long the next request of a client who asks alone, of a model that takes
 *     little, is waited for actively: a processor that sleeps takes longer to wake than such a
 *     model to answer; 0 for not at all
 */
public record ServerOptions(
    String host,
    int port,
    int grpcPort,
    String token,
    Tls tls,
    Limits limits,
    Batching batching,
    Duration grace,
    Duration busyPoll) {
  /**
   * On this machine only, at ports 8080 and 9000, without token and TLS; a grace of 30 s, and 100
   * µs of active waiting.
   */
  public ServerOptions() {
    this(
        "127.0.0.1",
        8080,
        9000,
        null,
        null,
        new Limits(),
        new Batching(),
        Duration.ofSeconds(30),
        Duration.of(100, ChronoUnit.MICROS));
  }

  /** Checks that there is no waiting backwards. */
  public ServerOptions {
    if (grace.isNegative() || busyPoll.isNegative()) {
      throw new IllegalArgumentException(
          "the grace and the time to wait actively should be 0 or more, but are %s and %s"
              .formatted(grace, busyPoll));
    }
  }

  /** The same at another network interface; {@code 0.0.0.0} for all. */
  public ServerOptions withHost(String address) {
    return new ServerOptions(
        address, port, grpcPort, token, tls, limits, batching, grace, busyPoll);
  }

  /** The same at other ports. */
  public ServerOptions withPorts(int http, int grpc) {
    return new ServerOptions(host, http, grpc, token, tls, limits, batching, grace, busyPoll);
  }

  /** The same for those who know a token. */
  public ServerOptions withToken(String secret) {
    return new ServerOptions(host, port, grpcPort, secret, tls, limits, batching, grace, busyPoll);
  }

  /** The same with encryption. */
  public ServerOptions withTls(Tls files) {
    return new ServerOptions(host, port, grpcPort, token, files, limits, batching, grace, busyPoll);
  }

  /** The same with other limits. */
  public ServerOptions withLimits(Limits most) {
    return new ServerOptions(host, port, grpcPort, token, tls, most, batching, grace, busyPoll);
  }

  /** The same with other batches. */
  public ServerOptions withBatching(Batching batches) {
    return new ServerOptions(host, port, grpcPort, token, tls, limits, batches, grace, busyPoll);
  }

  /** The same with another grace. */
  public ServerOptions withGrace(Duration most) {
    return new ServerOptions(host, port, grpcPort, token, tls, limits, batching, most, busyPoll);
  }

  /** The same with another time to wait actively. */
  public ServerOptions withBusyPoll(Duration time) {
    return new ServerOptions(host, port, grpcPort, token, tls, limits, batching, grace, time);
  }
}
