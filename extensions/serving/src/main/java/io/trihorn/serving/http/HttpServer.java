package io.trihorn.serving.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.trihorn.serving.models.BearerToken;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.ServedModels;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.ServingException.Reason;
import io.trihorn.serving.models.ServingMetrics;
import io.trihorn.serving.models.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The server of all that goes over HTTP. */
public final class HttpServer implements AutoCloseable {
  /** TensorFlow Serving's addresses: the name, the version, and what is wanted. */
  private static final Pattern V1 =
      Pattern.compile("/v1/models/([^/:]+)(?:/versions/([^/:]+))?(:predict|/metadata)?");

  /** Connections on which nothing comes. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** What is read of a connection at once; requests are tensors, and larger than those of pages. */
  private static final int INPUT = 64 << 10;

  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final ServedModels models;
  private final ServingMetrics metrics;
  private final BearerToken token;
  private final ClientWatches clients = new ClientWatches();
  private final Javalin server;

  /**
   * A server, listening.
   *
   * @param host name or address of the network interface
   * @param port 0 for any that is free
   * @param tls null for HTTP without encryption
   * @param grace how long the last requests are waited for at the end
   * @param busyPoll how long the next request of a lone client is waited for actively
   * @throws IOException if it cannot listen there, or the files of TLS cannot be read
   */
  public HttpServer(
      String host,
      int port,
      Tls tls,
      BearerToken token,
      Limits limits,
      ServedModels models,
      ServingMetrics metrics,
      Duration grace,
      Duration busyPoll)
      throws IOException {
    this.models = models;
    this.metrics = metrics;
    this.token = token;
    QueuedThreadPool threads = new QueuedThreadPool(64);
    threads.setName("http");
    threads.setDaemon(true);
    BusyPoll poll = new BusyPoll(busyPoll);
    Exchange exchange = new Exchange(models, limits, metrics, clients, threads, poll);
    KeyStore keys = tls == null ? null : tls.keyStore(new char[0]);
    server =
        Javalin.create(
            config -> {
              configure(config, threads);
              config.jetty.modifyServer(
                  jetty -> {
                    // What is there is answered, what comes is refused, when it stops.
                    jetty.setHandler(
                        new GracefulHandler(new InferenceHandler(exchange, token, threads)));
                    jetty.setStopTimeout(grace.toMillis());
                  });
              config.jetty.addConnector(
                  (jetty, http) -> {
                    HttpConnectionFactory plain = new HttpConnectionFactory(http);
                    ServerConnector connector =
                        new PollingConnector(jetty, poll, keys == null ? null : ssl(keys), plain);
                    if (keys != null) {
                      // Certificates of test machines and of addresses have no name to compare.
                      http.addCustomizer(new SecureRequestCustomizer(false));
                    }
                    connector.setHost(host);
                    connector.setPort(port);
                    connector.setIdleTimeout(IDLE.toMillis());
                    return connector;
                  });
              routes(config.routes);
            });
    try {
      server.start();
    } catch (RuntimeException e) {
      clients.close();
      throw new IOException(
          "cannot listen at %s, port %d: %s".formatted(host, port, e.getMessage()), e);
    }
  }

  private static void configure(JavalinConfig config, QueuedThreadPool threads) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setInputBufferSize(INPUT);
        });
  }

  private static SslContextFactory.Server ssl(KeyStore keys) {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStore(keys);
    ssl.setKeyStorePassword("");
    return ssl;
  }

  /** The port at which it listens. */
  public int port() {
    return server.port();
  }

  private interface Described {
    Answer of(Context context);
  }

  private void routes(RoutesConfig routes) {
    routes.exception(ServingException.class, (e, c) -> Exchange.write(c, Answer.of(e)));
    routes.exception(
        Exception.class, (e, c) -> Exchange.write(c, Answer.of(ServingException.of(e))));
    routes.error(404, this::notFound);
    routes.error(405, this::notFound);
    // Probes have no token, and learn nothing but that the server is there.
    open(routes, "/v2/health/live", c -> Descriptions.state("live", true));
    open(routes, "/v2/health/ready", c -> Descriptions.state("ready", models.areReady()));
    get(routes, "/metrics", c -> new Answer(200, METRICS, bytes(metrics.scrape()), Map.of()));
    get(routes, "/v2", c -> Descriptions.server());
    for (String version : new String[] {"", "/versions/{version}"}) {
      String path = "/v2/models/{name}" + version;
      get(routes, path, c -> asked(c, Descriptions::open));
      get(routes, path + "/ready", c -> Descriptions.state("ready", isReady(c)));
    }
    get(routes, "/v1/models/<path>", this::tensorflow);
  }

  private static void open(RoutesConfig routes, String path, Described answer) {
    routes.get(path, context -> Exchange.write(context, answer.of(context)));
  }

  private void get(RoutesConfig routes, String path, Described answer) {
    open(
        routes,
        path,
        context -> {
          check(context);
          return answer.of(context);
        });
  }

  private void check(Context context) {
    token.check(context.header("Authorization"));
  }

  /** What is said of an address that there is not, unless a handler has said it. */
  private void notFound(Context context) {
    String said = context.result();
    if (said == null || !said.startsWith("{")) {
      ServingException problem =
          new ServingException(
              Reason.NOT_FOUND,
              "there is no %s %s; there are /v2/models/NAME, its /ready and /infer,"
                      .formatted(context.method(), context.path())
                  + " /v1/models/NAME, its :predict and /metadata, /v2/health/live and /ready, and"
                  + " /metrics");
      int status = InferenceHandler.isAsked(context.path()) ? 405 : context.statusCode();
      Exchange.write(context, Answer.of(problem));
      context.status(status);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean isReady(Context context) {
    return asked(context, version -> Descriptions.state("ready", true)).status() == 200;
  }

  private Answer asked(Context context, Function<ServedVersion, Answer> answer) {
    return asked(context.pathParam("name"), context.pathParamMap().get("version"), answer);
  }

  private Answer asked(String name, String number, Function<ServedVersion, Answer> answer) {
    ServedVersion version = models.acquire(name, number);
    try {
      return answer.apply(version);
    } finally {
      version.release();
    }
  }

  private static Matcher address(Context context) {
    Matcher address = V1.matcher(context.path());
    if (!address.matches()) {
      throw new ServingException(
          Reason.NOT_FOUND,
          "expected /v1/models/NAME or /v1/models/NAME/versions/NUMBER, with :predict or /metadata"
              + " behind it, but got "
              + context.path());
    }
    return address;
  }

  private Answer tensorflow(Context context) {
    Matcher address = address(context);
    String wanted = address.group(3) == null ? "" : address.group(3);
    return switch (wanted) {
      case "" -> Descriptions.status(models.get(address.group(1)), address.group(2));
      case "/metadata" -> asked(address.group(1), address.group(2), Descriptions::tensorflow);
      default -> throw ServingException.invalid("a prediction is asked for by POST, not by GET");
    };
  }

  /** Lets answers out that are on the way, and stops. */
  @Override
  public void close() {
    server.stop();
    clients.close();
  }
}
