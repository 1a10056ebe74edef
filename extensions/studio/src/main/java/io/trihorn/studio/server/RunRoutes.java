package io.trihorn.studio.server;

import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.studio.network.LayerTimes;
import io.trihorn.studio.network.NetworkCheck;
import io.trihorn.studio.store.Artifact;
import io.trihorn.studio.store.Curve;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.Wish;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What pages ask of the runs that there are. */
final class RunRoutes {
  private static final int MOST_POINTS = 2_000;
  private static final int MEASURED_ROWS = 32;
  private static final int LONGEST_NAME = 200;
  private static final Set<String> HISTOGRAMS = Set.of("weight", "gradient", "activation");

  private final RunStore store;

  RunRoutes(RunStore store) {
    this.store = store;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/runs", ctx -> Answers.json(ctx, store.runs()));
    routes.get("/api/runs/{id}", ctx -> Answers.json(ctx, details(Answers.run(ctx, store))));
    routes.get("/api/runs/{id}/curves", ctx -> Answers.json(ctx, curves(Answers.run(ctx, store))));
    routes.get("/api/runs/{id}/histograms/{kind}", this::histograms);
    routes.get("/api/runs/{id}/seen/{kind}", this::artifact);
    routes.get("/api/runs/{id}/network", this::network);
    routes.get("/api/runs/{id}/times", this::times);
    routes.get("/api/csv", this::csv);
    routes.post("/api/runs/{id}/wish", this::wish);
    routes.post("/api/runs/{id}/name", this::name);
    routes.delete("/api/runs/{id}", this::delete);
  }

  private Map<String, Object> details(Run run) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("run", run);
    details.put(
        "seen",
        store.artifacts(run.id()).stream()
            .collect(
                Collectors.groupingBy(
                    Artifact::kind, Collectors.mapping(Artifact::name, Collectors.toList()))));
    return details;
  }

  private Map<String, Object> curves(Run run) {
    List<Curve> curves = store.curves(run.id(), 0, MOST_POINTS);
    long last = curves.stream().mapToLong(Curve::last).max().orElse(0);
    return Map.of("run", run, "curves", curves, "last", last);
  }

  private void histograms(Context ctx) {
    String kind = ctx.pathParam("kind");
    if (!HISTOGRAMS.contains(kind)) {
      throw new NotFoundResponse("there are no histograms of " + kind);
    }
    Answers.json(ctx, store.histograms(Answers.run(ctx, store).id(), kind));
  }

  private void artifact(Context ctx) {
    Run run = Answers.run(ctx, store);
    String name = String.valueOf(ctx.queryParam("name"));
    Artifact found =
        store
            .artifact(run.id(), ctx.pathParam("kind"), name)
            .orElseThrow(() -> new NotFoundResponse("run " + run.id() + " has no " + name));
    ctx.contentType(found.type()).result(found.body());
  }

  private void network(Context ctx) {
    String config = config(Answers.run(ctx, store));
    Answers.json(ctx, NetworkCheck.ofModel(config, Answers.words(ctx, "open")));
  }

  private String config(Run run) {
    Artifact config =
        store
            .artifact(run.id(), "model", "config")
            .orElseThrow(() -> new NotFoundResponse("run " + run.id() + " has no network yet"));
    return new String(config.body(), StandardCharsets.UTF_8);
  }

  /** What a prediction takes on the run's backend, where it is here. */
  private void times(Context ctx) {
    Run run = Answers.run(ctx, store);
    try {
      Answers.json(
          ctx, LayerTimes.measure(config(run), Backends.get(run.backend()), MEASURED_ROWS));
    } catch (BackendException | IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  /** A row for each point of some runs. */
  private void csv(Context ctx) {
    StringWriter text = new StringWriter();
    CsvWriter csv = CsvWriter.builder().build(text);
    csv.writeRecord("run", "name", "axis", "series", "x", "time", "value");
    for (String id : Answers.words(ctx, "runs")) {
      Run run = Answers.run(id, store);
      for (Curve curve : store.curves(run.id(), 0, Integer.MAX_VALUE)) {
        for (int i = 0; i < curve.x().length; i++) {
          double value = curve.value()[i];
          csv.writeRecord(
              Long.toString(run.id()),
              run.name(),
              curve.axis().text(),
              curve.name(),
              Long.toString(curve.x()[i]),
              Long.toString(curve.time()[i]),
              Double.isNaN(value) ? "" : Double.toString(value));
        }
      }
    }
    ctx.header("Content-Disposition", "attachment; filename=\"runs.csv\"");
    ctx.contentType("text/csv; charset=utf-8").result(text.toString());
  }

  private void wish(Context ctx) {
    Run run = Answers.run(ctx, store);
    String wanted = Answers.text(Answers.body(ctx), "wish");
    Wish wish =
        Arrays.stream(Wish.values())
            .filter(w -> w.name().toLowerCase(Locale.ROOT).equals(wanted))
            .findFirst()
            .orElseThrow(() -> new BadRequestResponse("a wish is run, pause or stop"));
    store.wish(run.id(), wish);
    ctx.status(204);
  }

  /** Another name, other tags or both. */
  private void name(Context ctx) {
    Run run = Answers.run(ctx, store);
    JsonObject body = Answers.body(ctx);
    String name = Answers.text(body, "name").strip();
    if (name.length() > LONGEST_NAME) {
      throw new BadRequestResponse("a name has at most " + LONGEST_NAME + " characters");
    }
    if (!name.isEmpty()) {
      store.rename(run.id(), name);
    }
    if (body.has("tags")) {
      store.tags(run.id(), Answers.texts(body, "tags"));
    }
    Answers.json(ctx, store.run(run.id()).orElse(run));
  }

  private void delete(Context ctx) {
    Run run = Answers.run(ctx, store);
    if (run.state().isLive()) {
      throw new BadRequestResponse("run " + run.id() + " is still " + run.state().text());
    }
    store.delete(run.id());
    ctx.status(204);
  }
}
