package io.trihorn.studio.server;

import com.google.gson.JsonObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.texts.TextException;
import java.io.IOException;
import java.util.Map;

/** Begins trainings. */
final class TrainRoutes {
  private final Trainings trainings;

  TrainRoutes(Trainings trainings) {
    this.trainings = trainings;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/backends", ctx -> Answers.json(ctx, Backends.names()));
    routes.post("/api/runs", this::start);
  }

  private void start(Context ctx) {
    JsonObject body = Answers.body(ctx);
    try {
      long id =
          trainings.start(
              Answers.text(body, "name"),
              Answers.text(body, "text"),
              Answers.text(body, "backend"),
              Answers.texts(body, "tags"));
      Answers.json(ctx, Map.of("id", id));
    } catch (TextException e) {
      ctx.status(422);
      Answers.json(ctx, Map.of("message", e.getMessage(), "line", e.line(), "column", e.column()));
    } catch (IOException | IllegalArgumentException | IllegalStateException | BackendException e) {
      ctx.status(422);
      Answers.json(ctx, Map.of("message", String.valueOf(e.getMessage()), "line", 0, "column", 0));
    }
  }
}
