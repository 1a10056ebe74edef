package io.trihorn.serving;

import io.trihorn.serving.models.Batching;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Tls;
import java.time.Duration;

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
 */
public record ServerOptions(
    String host,
    int port,
    int grpcPort,
    String token,
    Tls tls,
    Limits limits,
    Batching batching,
    Duration grace) {
  /** On this machine only, at ports 8080 and 9000, without token and TLS; a grace of 30 s. */
  public ServerOptions() {
    this("127.0.0.1", 8080, 9000, null, null, new Limits(), new Batching(), Duration.ofSeconds(30));
  }

  /** The same at another network interface; {@code 0.0.0.0} for all. */
  public ServerOptions withHost(String address) {
    return new ServerOptions(address, port, grpcPort, token, tls, limits, batching, grace);
  }

  /** The same at other ports. */
  public ServerOptions withPorts(int http, int grpc) {
    return new ServerOptions(host, http, grpc, token, tls, limits, batching, grace);
  }

  /** The same for those who know a token. */
  public ServerOptions withToken(String secret) {
    return new ServerOptions(host, port, grpcPort, secret, tls, limits, batching, grace);
  }

  /** The same with encryption. */
  public ServerOptions withTls(Tls files) {
    return new ServerOptions(host, port, grpcPort, token, files, limits, batching, grace);
  }

  /** The same with other limits. */
  public ServerOptions withLimits(Limits most) {
    return new ServerOptions(host, port, grpcPort, token, tls, most, batching, grace);
  }

  /** The same with other batches. */
  public ServerOptions withBatching(Batching batches) {
    return new ServerOptions(host, port, grpcPort, token, tls, limits, batches, grace);
  }

  /** The same with another grace. */
  public ServerOptions withGrace(Duration most) {
    return new ServerOptions(host, port, grpcPort, token, tls, limits, batching, most);
  }
}
