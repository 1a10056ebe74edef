package io.trihorn.studio;

import io.trihorn.studio.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The pages of a folder of runs: {@code new StudioServer(Path.of("runs")).port(8080).start()}. It
 * listens to this machine only, unless a host is given; then every request must bring a token.
 */
public final class StudioServer implements AutoCloseable {
  private static final int TOKEN_BYTES = 16;

  private final Path runs;
  private String host = "127.0.0.1";
  private int port;
  private String token;
  private Server server;

  /**
   * A server of the runs in a folder.
   *
   * @param runs the folder, made where there is none; any number of programs may write to it
   */
  public StudioServer(Path runs) {
    this.runs = runs;
  }

  /** The port; by default any that is free. */
  public StudioServer port(int value) {
    port = value;
    return this;
  }

  /** The name or address to listen at; by default this machine's loopback. */
  public StudioServer host(String value) {
    host = value;
    return this;
  }

  /**
   * The token that requests must bring, as {@code ?token=} once or as a bearer token; by default
   * one is made up where the host is not loopback, and none is asked for where it is.
   */
  public StudioServer token(String value) {
    token = value;
    return this;
  }

  /**
   * Begins to serve.
   *
   * @throws IOException if the host is not known or the port is taken
   */
  public StudioServer start() throws IOException {
    if (server != null) {
      throw new IllegalStateException("the studio is served already, at " + address());
    }
    try {
      if (token == null && !InetAddress.getByName(host).isLoopbackAddress()) {
        byte[] made = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(made);
        token = HexFormat.of().formatHex(made);
      }
      server = Server.start(runs, host, port, token);
    } catch (UnknownHostException e) {
      throw new IOException(
          "there is no host " + host + "; give a name or an address of this machine", e);
    }
    return this;
  }

  /** Where the pages are, with the token where one is wanted. */
  public String address() {
    return server.address();
  }

  /** Stops serving, and the trainings that pages began. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
