package io.trihorn.studio.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Pages, and what they ask for, at a port. */
public final class Server implements AutoCloseable {
  private static final long MOST_BYTES = 8L << 20;

  private final RunStore store;
  private final EventStream events;
  private final Trainings trainings;
  private final PlaygroundRoutes playground = new PlaygroundRoutes();
  private final Javalin web;
  private final String host;
  private final String token;

  private Server(Path runs, String host, String token) {
    this.host = host;
    this.token = token;
    store = RunStore.open(runs);
    events = new EventStream(store);
    trainings = new Trainings(Path.of("").toAbsolutePath(), runs);
    web = Javalin.create(config -> configure(config, new Access(token)));
  }

  /**
   * Begins to serve.
   *
   * @param runs the folder of runs
   * @param port 0 for any that is free
   * @param token what requests must bring; null for none, which only loopback may have
   * @throws IOException if the port is taken
   */
  public static Server start(Path runs, String host, int port, String token) throws IOException {
    Server server = new Server(runs, host, token);
    try {
      server.web.start(host, port);
      return server;
    } catch (JavalinBindException e) {
      server.close();
      throw new IOException("port " + port + " of " + host + " is taken; give another one", e);
    }
  }

  private void configure(JavalinConfig config, Access access) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = MOST_BYTES;
    RoutesConfig routes = config.routes;
    routes.before(access::check);
    Pages.add(routes);
    new RunRoutes(store).add(routes);
    new TrainRoutes(trainings, store).add(routes);
    NetworkRoutes.add(routes);
    playground.add(routes);
    events.add(routes);
    routes.exception(
        HttpResponseException.class,
        (e, ctx) -> {
          ctx.status(e.getStatus());
          Answers.json(ctx, Map.of("message", String.valueOf(e.getMessage())));
        });
    routes.exception(
        StoreException.class,
        (e, ctx) -> {
          ctx.status(500);
          Answers.json(ctx, Map.of("message", e.getMessage()));
        });
  }

  /** Where the pages are, with the token where one is wanted. */
  public String address() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + web.port() + (token == null ? "/" : "/?token=" + token);
  }

  @Override
  public void close() {
    playground.close();
    trainings.close();
    events.close();
    web.stop();
    store.close();
  }
}
