package io.trihorn.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * Parts of JSON that have to be there, of the kind they have to be: files may come from anywhere.
 */
public final class JsonParts {
  private static final int LONGEST = 200;

  private JsonParts() {}

  /**
   * The object of a key.
   *
   * @param what what the JSON is, for the message
   * @throws ConfigException if there is none
   */
  public static JsonObject object(String what, JsonElement in, String key) {
    return object(what + "'s '" + key + "'", get(what, in, key));
  }

  /**
   * The object that this is.
   *
   * @throws ConfigException if it is none
   */
  public static JsonObject object(String what, JsonElement json) {
    if (json == null || !json.isJsonObject()) {
      throw wrong(what, "an object", json);
    }
    return json.getAsJsonObject();
  }

  /**
   * The list of a key.
   *
   * @throws ConfigException if there is none
   */
  public static JsonArray array(String what, JsonElement in, String key) {
    return array(what + "'s '" + key + "'", get(what, in, key));
  }

  /**
   * The list that this is.
   *
   * @throws ConfigException if it is none
   */
  public static JsonArray array(String what, JsonElement json) {
    if (json == null || !json.isJsonArray()) {
      throw wrong(what, "a list", json);
    }
    return json.getAsJsonArray();
  }

  /**
   * The text of a key.
   *
   * @throws ConfigException if there is none
   */
  public static String text(String what, JsonElement in, String key) {
    return text(what + "'s '" + key + "'", get(what, in, key));
  }

  /**
   * The text that this is.
   *
   * @throws ConfigException if it is none
   */
  public static String text(String what, JsonElement json) {
    if (json == null || !json.isJsonPrimitive() || !json.getAsJsonPrimitive().isString()) {
      throw wrong(what, "a text", json);
    }
    return json.getAsString();
  }

  /**
   * The whole number from 0 that this is.
   *
   * @throws ConfigException if it is none
   */
  public static int index(String what, JsonElement json) {
    if (json != null && json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber()) {
      double number = json.getAsDouble();
      if (number >= 0 && number == Math.rint(number) && number <= Integer.MAX_VALUE) {
        return (int) number;
      }
    }
    throw wrong(what, "a whole number from 0", json);
  }

  private static JsonElement get(String what, JsonElement in, String key) {
    return object(what, in).get(key);
  }

  private static ConfigException wrong(String what, String expected, JsonElement got) {
    String text = got == null ? "missing" : got.toString();
    return new ConfigException(
        what
            + " should be "
            + expected
            + ", but is "
            + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "..."));
  }
}
