package io.trihorn.studio.server;

import com.google.gson.JsonObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunStore;
import io.trihorn.texts.TextException;
import java.io.IOException;
import java.util.Map;

/** Begins trainings. */
final class TrainRoutes {
  private final Trainings trainings;
  private final RunStore store;

  TrainRoutes(Trainings trainings, RunStore store) {
    this.trainings = trainings;
    this.store = store;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/backends", ctx -> Answers.json(ctx, Backends.names()));
    routes.post("/api/runs", this::start);
    routes.post("/api/runs/{id}/resume", this::resume);
  }

  private void start(Context ctx) {
    JsonObject body = Answers.body(ctx);
    answer(
        ctx,
        () ->
            trainings.start(
                Answers.text(body, "name"),
                Answers.text(body, "text"),
                Answers.text(body, "backend"),
                Answers.texts(body, "tags")));
  }

  private void resume(Context ctx) {
    Run run = Answers.run(ctx, store);
    answer(
        ctx,
        () -> {
          trainings.resume(run);
          return run.id();
        });
  }

  /** Something that gives the number of a run. */
  private interface Beginning {
    long begin() throws IOException;
  }

  private static void answer(Context ctx, Beginning beginning) {
    try {
      Answers.json(ctx, Map.of("id", beginning.begin()));
    } catch (TextException e) {
      refuse(ctx, e, e.line(), e.column());
    } catch (IOException | IllegalArgumentException | IllegalStateException | BackendException e) {
      refuse(ctx, e, 0, 0);
    }
  }

  private static void refuse(Context ctx, Exception e, int line, int column) {
    ctx.status(422);
    Answers.json(
        ctx, Map.of("message", String.valueOf(e.getMessage()), "line", line, "column", column));
  }
}
