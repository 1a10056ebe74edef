package io.trihorn.testkit.goldens;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.trihorn.callbacks.RemoteMonitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a RemoteMonitor posts to a server, against what Keras's hands to its HTTP library. */
final class PostedLogs {
  private PostedLogs() {}

  /**
   * Checks a call.
   *
   * @param call with the epoch, the logs and the monitor's arguments
   */
  static void check(JsonObject call, Checks checks) throws IOException {
    JsonObject expected =
        JsonParser.parseString(
                call.getAsJsonObject("expected")
                    .getAsJsonObject("result")
                    .get("value")
                    .getAsString())
            .getAsJsonObject();
    Map<String, String> posted = new LinkedHashMap<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          posted.put("path", exchange.getRequestURI().toString());
          posted.put(
              "body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      RemoteMonitor monitor =
          new RemoteMonitor().root("http://localhost:" + server.getAddress().getPort());
      String field = set(monitor, call.getAsJsonObject("kwargs"));
      Map<String, Double> logs = new LinkedHashMap<>();
      call.getAsJsonArray("args")
          .get(1)
          .getAsJsonObject()
          .entrySet()
          .forEach(e -> logs.put(e.getKey(), ProgramChecks.number(e.getValue())));
      monitor.onEpochEnd(null, call.getAsJsonArray("args").get(0).getAsInt(), logs);
      String url = expected.get("url").getAsString();
      checks.require(url.endsWith(posted.get("path")), "posted to " + posted.get("path"));
      body(field, posted.get("body"), expected, checks);
    } finally {
      server.stop(0);
    }
  }

  /** Sets arguments; gives the name of the form's field. */
  private static String set(RemoteMonitor monitor, JsonObject arguments) {
    String field = "data";
    for (Map.Entry<String, JsonElement> e : arguments.entrySet()) {
      switch (e.getKey()) {
        case "field" -> monitor.field(field = e.getValue().getAsString());
        case "path" -> monitor.path(e.getValue().getAsString());
        case "send_as_json" -> monitor.sendAsJson(e.getValue().getAsBoolean());
        default -> throw new IllegalArgumentException("no argument of RemoteMonitor: " + e);
      }
    }
    return field;
  }

  private static void body(String field, String body, JsonObject expected, Checks checks) {
    if (expected.get("json").isJsonNull()) {
      String[] parts = body.split("=", 2);
      checks.same("field", URLDecoder.decode(parts[0], StandardCharsets.UTF_8), field);
      checks.same(
          "data",
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8),
          expected.getAsJsonObject("data").get(field).getAsString());
    } else {
      JsonElement wanted = expected.get("json");
      checks.same(
          "json",
          JsonParser.parseString(body),
          wanted.isJsonPrimitive() ? JsonParser.parseString(wanted.getAsString()) : wanted);
    }
  }
}
