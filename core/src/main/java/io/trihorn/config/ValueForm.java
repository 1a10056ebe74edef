package io.trihorn.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Trees of plain values in Keras's form: null, true and false, whole numbers (Long) apart from
 * others (Double), texts, lists, maps, {@link Slice}, {@link Ellipsis} and {@link Constant}.
 */
public final class ValueForm {
  private static final String CLASS = "class_name";

  private ValueForm() {}

  /** The value that JSON stands for. */
  public static Object read(JsonElement json) {
    return read(json, object -> null);
  }

  /**
   * The value that JSON stands for.
   *
   * @param special what an object with a class name is, or null where it is none of the caller's
   * @throws ConfigException if such an object is unknown
   */
  public static Object read(JsonElement json, Function<JsonObject, Object> special) {
    if (json.isJsonNull()) {
      return null;
    }
    if (json.isJsonPrimitive()) {
      return primitive(json.getAsJsonPrimitive());
    }
    if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(e -> list.add(read(e, special)));
      return list;
    }
    JsonObject object = json.getAsJsonObject();
    return object.has(CLASS) && object.has("config")
        ? classed(object, special)
        : map(object, special);
  }

  private static Object primitive(JsonPrimitive json) {
    if (json.isBoolean()) {
      return json.getAsBoolean();
    }
    if (json.isString()) {
      // What Python writes as bare words is no number to the parser.
      return switch (json.getAsString()) {
        case "Infinity", "-Infinity", "NaN" -> Double.valueOf(json.getAsString());
        default -> json.getAsString();
      };
    }
    String digits = json.getAsString();
    boolean whole = digits.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    // Wider integers than Java's are bounds such as those of uint64.
    return whole && new BigDecimal(digits).abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
        ? (Object) json.getAsLong()
        : (Object) json.getAsDouble();
  }

  private static Map<String, Object> map(JsonObject json, Function<JsonObject, Object> special) {
    Map<String, Object> map = new LinkedHashMap<>();
    json.entrySet().forEach(e -> map.put(e.getKey(), read(e.getValue(), special)));
    return map;
  }

  private static Object classed(JsonObject json, Function<JsonObject, Object> special) {
    Object found = special.apply(json);
    if (found != null) {
      return found;
    }
    String name = json.get(CLASS).getAsString();
    return switch (name) {
      case "__ellipsis__" -> Ellipsis.ELLIPSIS;
      case "__slice__" -> {
        Map<String, Object> parts = map(json.getAsJsonObject("config"), special);
        yield new Slice(parts.get("start"), parts.get("stop"), parts.get("step"));
      }
      case Constant.NUMPY, Constant.TENSOR -> Constant.read(json);
      default ->
          throw new ConfigException(
              "an argument should be a tensor, an array, a number, a text, a slice, or a list or"
                  + " dictionary of these, but is "
                  + json);
    };
  }

  /** The JSON of a value. */
  public static JsonElement write(Object value) {
    return write(value, other -> null);
  }

  /**
   * The JSON of a value.
   *
   * @param special the JSON of what is none of the plain values, or null
   */
  public static JsonElement write(Object value, Function<Object, JsonElement> special) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    if (value instanceof Boolean b) {
      return new JsonPrimitive(b);
    }
    if (value instanceof Number n) {
      return new JsonPrimitive(n);
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(e -> array.add(write(e, special)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, e) -> object.add(key.toString(), write(e, special)));
      return object;
    }
    if (value instanceof Slice slice) {
      JsonObject config = new JsonObject();
      config.add("start", write(slice.start(), special));
      config.add("stop", write(slice.stop(), special));
      config.add("step", write(slice.step(), special));
      return classed("__slice__", config);
    }
    if (value instanceof Ellipsis) {
      return classed("__ellipsis__", new JsonObject());
    }
    if (value instanceof Constant constant) {
      return constant.toJson();
    }
    JsonElement other = special.apply(value);
    return other == null ? new JsonPrimitive(value.toString()) : other;
  }

  private static JsonObject classed(String name, JsonObject config) {
    JsonObject json = new JsonObject();
    json.addProperty(CLASS, name);
    json.add("config", config);
    return json;
  }
}
