package io.trihorn.studio.server;

import com.google.gson.JsonObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.trihorn.studio.network.NetworkCheck;
import java.util.HashSet;

/** Looks at networks that are typed. */
final class NetworkRoutes {
  private NetworkRoutes() {}

  static void add(RoutesConfig routes) {
    routes.post("/api/network", NetworkRoutes::check);
  }

  private static void check(Context ctx) {
    JsonObject body = Answers.body(ctx);
    Answers.json(
        ctx,
        NetworkCheck.of(Answers.text(body, "text"), new HashSet<>(Answers.texts(body, "open"))));
  }
}
