package io.trihorn.studio.server;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.sse.SseClient;
import io.trihorn.backend.BackendException;
import io.trihorn.studio.playground.Feature;
import io.trihorn.studio.playground.Frame;
import io.trihorn.studio.playground.Session;
import io.trihorn.studio.playground.Settings;
import io.trihorn.studio.store.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Networks of the playground: a session for each page that has it open. */
final class PlaygroundRoutes implements AutoCloseable {
  private static final int MOST_SESSIONS = 16;

  private final Map<String, Open> sessions = new ConcurrentHashMap<>();

  /** A session and the pages that look at it. */
  private static final class Open {
    private final List<SseClient> clients = new CopyOnWriteArrayList<>();
    private Session session;

    void tell(Frame frame) {
      String message = Json.text(frame);
      clients.forEach(client -> client.sendEvent("frame", message));
    }
  }

  void add(RoutesConfig routes) {
    routes.get(
        "/api/playground",
        ctx ->
            Answers.json(
                ctx,
                Arrays.stream(Feature.values())
                    .map(f -> Map.of("name", f.name(), "label", f.label()))
                    .toList()));
    routes.post("/api/playground", this::open);
    routes.post("/api/playground/{session}", this::command);
    routes.delete("/api/playground/{session}", this::end);
    routes.sse("/api/playground/{session}/events", this::listen);
  }

  private void open(Context ctx) {
    if (sessions.size() >= MOST_SESSIONS) {
      // Pages that went before they listened.
      sessions.entrySet().stream()
          .filter(e -> e.getValue().clients.isEmpty())
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::close);
    }
    if (sessions.size() >= MOST_SESSIONS) {
      throw new BadRequestResponse("there are " + MOST_SESSIONS + " playgrounds open; close some");
    }
    try {
      Settings settings = new Gson().fromJson(Answers.body(ctx), Settings.class);
      Open open = new Open();
      open.session = new Session(settings, open::tell);
      String id = UUID.randomUUID().toString();
      sessions.put(id, open);
      Answers.json(
          ctx, Map.of("session", id, "train", open.session.train(), "test", open.session.test()));
    } catch (JsonParseException | IllegalArgumentException | BackendException e) {
      throw new BadRequestResponse(e.getMessage());
    } catch (RuntimeException e) {
      // What Gson makes of a record that refuses its values.
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new BadRequestResponse(refused.getMessage());
      }
      throw e;
    }
  }

  private Open session(Context ctx) {
    Open open = sessions.get(ctx.pathParam("session"));
    if (open == null) {
      throw new NotFoundResponse("this playground is closed; open the page again");
    }
    return open;
  }

  private void command(Context ctx) {
    Session session = session(ctx).session;
    JsonObject body = Answers.body(ctx);
    switch (Answers.text(body, "command")) {
      case "run" -> session.run(true);
      case "pause" -> session.run(false);
      case "step" -> session.step();
      default -> throw new BadRequestResponse("a command is run, pause or step");
    }
    ctx.status(204);
  }

  private void end(Context ctx) {
    close(ctx.pathParam("session"));
    ctx.status(204);
  }

  private void close(String id) {
    Open open = sessions.remove(id);
    if (open != null) {
      open.session.close();
      open.clients.forEach(SseClient::close);
    }
  }

  private void listen(SseClient client) {
    Open open = session(client.ctx());
    String id = client.ctx().pathParam("session");
    client.keepAlive();
    // A page that is gone has no use for its network.
    client.onClose(
        () -> {
          open.clients.remove(client);
          if (open.clients.isEmpty()) {
            close(id);
          }
        });
    open.clients.add(client);
    Frame last = open.session.last();
    if (last != null) {
      client.sendEvent("frame", Json.text(last));
    }
  }

  @Override
  public void close() {
    sessions.keySet().forEach(this::close);
  }
}
