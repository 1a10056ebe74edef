package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.ConfigException;

/** JSON that others wrote: what is asked of it is there, or the error says what is missing. */
final class Json {
  private Json() {}

  /** The object in a text. */
  static JsonObject parse(String what, String text) {
    try {
      return object(what, JsonParser.parseString(text));
    } catch (JsonParseException | StackOverflowError e) {
      throw new ConfigException(what + " is no JSON: " + shortened(String.valueOf(e.getMessage())));
    }
  }

  static JsonObject object(String what, JsonElement e) {
    if (e == null || !e.isJsonObject()) {
      throw wrong(what, "an object", e);
    }
    return e.getAsJsonObject();
  }

  static JsonArray array(String what, JsonElement e) {
    if (e == null || !e.isJsonArray()) {
      throw wrong(what, "a list", e);
    }
    return e.getAsJsonArray();
  }

  static String text(String what, JsonElement e) {
    if (!isText(e)) {
      throw wrong(what, "a text", e);
    }
    return e.getAsString();
  }

  /** A whole number that is not negative. */
  static int index(String what, JsonElement e) {
    if (isNumber(e)) {
      double d = e.getAsDouble();
      if (d >= 0 && d == Math.rint(d) && d <= Integer.MAX_VALUE) {
        return (int) d;
      }
    }
    throw wrong(what, "a whole number from 0", e);
  }

  static boolean isText(JsonElement e) {
    return e instanceof JsonPrimitive p && p.isString();
  }

  static boolean isNumber(JsonElement e) {
    return e instanceof JsonPrimitive p && p.isNumber();
  }

  private static ConfigException wrong(String what, String expected, JsonElement got) {
    return new ConfigException(
        what + " should be " + expected + ", but is " + shortened(String.valueOf(got)));
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
