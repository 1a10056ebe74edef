package io.trihorn.saving.legacy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;

/** JSON that others wrote. */
final class Json {
  private Json() {}

  /** The object in a text. */
  static JsonObject parse(String what, String text) {
    try {
      return JsonParts.object(what, JsonParser.parseString(text));
    } catch (JsonParseException | StackOverflowError e) {
      throw new ConfigException(what + " is no JSON: " + shortened(String.valueOf(e.getMessage())));
    }
  }

  static boolean isText(JsonElement e) {
    return e instanceof JsonPrimitive p && p.isString();
  }

  static boolean isNumber(JsonElement e) {
    return e instanceof JsonPrimitive p && p.isNumber();
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
