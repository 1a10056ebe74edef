package io.trihorn.studio.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.sse.SseClient;
import io.trihorn.studio.store.Curve;
import io.trihorn.studio.store.Json;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells pages what runs gave since, as server-sent events. The runs may be those of any process, so
 * the database is looked at a few times a second, as long as somebody listens.
 */
final class EventStream implements AutoCloseable {
  private static final long INTERVAL_MS = 250;
  private static final long QUIET_TURNS = 3_000 / INTERVAL_MS;
  private static final int MOST_POINTS = 2_000;

  private final RunStore store;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "trihorn-studio-events");
            made.setDaemon(true);
            return made;
          });
  private long version = -1;
  private long quiet;

  /** A page that looks at a run. */
  private static final class Listener {
    private final SseClient client;
    private final long run;
    private long last;
    private String told = "";

    Listener(SseClient client, long run, long last) {
      this.client = client;
      this.run = run;
      this.last = last;
    }
  }

  EventStream(RunStore store) {
    this.store = store;
    thread.scheduleWithFixedDelay(this::turn, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  void add(RoutesConfig routes) {
    routes.sse("/api/runs/{id}/events", this::listen);
  }

  private void listen(SseClient client) {
    Run run = Answers.run(client.ctx(), store);
    // A browser that lost the stream says what it saw last.
    String last = client.ctx().header("Last-Event-ID");
    String after = last == null ? client.ctx().queryParam("after") : last;
    try {
      Listener listener = new Listener(client, run.id(), after == null ? 0 : Long.parseLong(after));
      client.keepAlive();
      client.onClose(() -> listeners.remove(listener));
      tell(listener);
      listeners.add(listener);
    } catch (NumberFormatException e) {
      throw new NotFoundResponse("there is no point " + after);
    }
  }

  private void turn() {
    if (listeners.isEmpty()) {
      return;
    }
    long now = store.version();
    // Once in a while in any case: a run is lost by saying nothing.
    if (now == version && ++quiet < QUIET_TURNS) {
      return;
    }
    version = now;
    quiet = 0;
    listeners.forEach(this::tell);
  }

  private void tell(Listener listener) {
    Optional<Run> run = store.run(listener.run);
    if (run.isEmpty()) {
      listener.client.close();
      return;
    }
    List<Curve> curves = store.curves(listener.run, listener.last, MOST_POINTS);
    listener.last = curves.stream().mapToLong(Curve::last).max().orElse(listener.last);
    String message = Json.text(Map.of("run", run.get(), "curves", curves));
    if (!message.equals(listener.told)) {
      listener.told = message;
      listener.client.sendEvent("update", message, Long.toString(listener.last));
    } else {
      listener.client.sendComment("nothing new");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    listeners.forEach(listener -> listener.client.close());
  }
}
