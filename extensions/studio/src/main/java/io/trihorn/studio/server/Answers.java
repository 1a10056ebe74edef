package io.trihorn.studio.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.trihorn.studio.store.Json;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What requests say, and answers in JSON. */
final class Answers {
  private Answers() {}

  static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.text(value));
  }

  /** The body, an object. */
  static JsonObject body(Context ctx) {
    try {
      return JsonParser.parseString(ctx.body()).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new BadRequestResponse("the body should be a JSON object");
    }
  }

  /** A text of the body, empty where there is none. */
  static String text(JsonObject body, String key) {
    JsonElement value = body.get(key);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  /** The texts of a list of the body. */
  static List<String> texts(JsonObject body, String key) {
    JsonElement value = body.get(key);
    return value == null || !value.isJsonArray()
        ? List.of()
        : value.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
  }

  /** Words of the query, with commas between them. */
  static Set<String> words(Context ctx, String key) {
    String value = ctx.queryParam(key);
    return value == null || value.isEmpty()
        ? Set.of()
        : new LinkedHashSet<>(List.of(value.split(",")));
  }

  /** The run that the path names. */
  static Run run(Context ctx, RunStore store) {
    return run(ctx.pathParam("id"), store);
  }

  static Run run(String number, RunStore store) {
    try {
      return store.run(Long.parseLong(number)).orElseThrow(() -> noRun(number));
    } catch (NumberFormatException e) {
      throw noRun(number);
    }
  }

  private static NotFoundResponse noRun(String number) {
    return new NotFoundResponse("there is no run " + number);
  }
}
