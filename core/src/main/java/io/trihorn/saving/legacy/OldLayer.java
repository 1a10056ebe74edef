package io.trihorn.saving.legacy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** One layer's class and attributes on their way into Keras 3's form. */
final class OldLayer {
  private String className;
  private final JsonObject config;

  OldLayer(String className, JsonObject config) {
    this.className = className;
    this.config = config;
  }

  String className() {
    return className;
  }

  void className(String value) {
    className = value;
  }

  JsonObject config() {
    return config;
  }

  String name() {
    return text("name", "(without a name)");
  }

  /** Whether there is a value other than null. */
  boolean has(String key) {
    return config.has(key) && !config.get(key).isJsonNull();
  }

  String text(String key, String otherwise) {
    return has(key) && config.get(key).isJsonPrimitive()
        ? config.get(key).getAsString()
        : otherwise;
  }

  boolean flag(String key) {
    JsonElement e = config.get(key);
    return e != null && e.isJsonPrimitive() && e.getAsBoolean();
  }

  /** A number, 0 where there is none. */
  double number(String key) {
    JsonElement e = config.get(key);
    boolean number = e instanceof JsonPrimitive p && p.isNumber();
    return number ? e.getAsDouble() : 0;
  }

  /** Takes an attribute out; null where there is none. */
  JsonElement take(String key) {
    return config.remove(key);
  }
}
