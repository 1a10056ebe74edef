package io.trihorn.studio.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;

/** The pages and what they are made of: our own files and those of a jar, each by its name. */
final class Pages {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+\\.(html|js|css|svg)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private static final Map<String, String> PAGES =
      Map.of(
          "/", "runs.html",
          "/run", "run.html",
          "/network", "network.html",
          "/new", "new.html",
          "/playground", "playground.html");

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final Map<String, String> LIBRARY =
      Map.of("uplot.js", UPLOT + "uPlot.esm.js", "uplot.css", UPLOT + "uPlot.min.css");

  private Pages() {}

  static void add(RoutesConfig routes) {
    PAGES.forEach((path, file) -> routes.get(path, ctx -> own(ctx, file)));
    routes.get("/page/{name}", ctx -> own(ctx, ctx.pathParam("name")));
    routes.get("/library/{name}", ctx -> send(ctx, LIBRARY.get(ctx.pathParam("name"))));
    routes.get("/favicon.ico", ctx -> own(ctx, "icon.svg"));
  }

  private static void own(Context ctx, String name) throws IOException {
    send(ctx, NAME.matcher(name).matches() ? "/io/trihorn/studio/page/" + name : null);
  }

  private static void send(Context ctx, String resource) throws IOException {
    try (InputStream in = resource == null ? null : Pages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new NotFoundResponse("there is no " + ctx.path());
      }
      String ending = resource.substring(resource.lastIndexOf('.') + 1);
      ctx.contentType(TYPES.get(ending)).result(in.readAllBytes());
    }
  }
}
