package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;

/** Values of attributes that Keras 1 and 2 wrote in other forms than Keras 3. */
final class OldValues {
  /** Keras 3's {@code hard_sigmoid} is another function than the one of Keras 1 and 2. */
  private static final Map<String, String> ACTIVATIONS =
      Map.of("hard_sigmoid", "keras2_hard_sigmoid", "softmax_v2", "softmax");

  private static final Map<String, String> DATA_FORMATS =
      Map.of("th", "channels_first", "tf", "channels_last");
  private static final Map<String, String> DTYPES =
      Map.of("float", "float32", "int", "int32", "double", "float64", "half", "float16");
  private static final Map<String, String> DISTRIBUTIONS = Map.of("normal", "truncated_normal");

  private OldValues() {}

  /** An activation by name, or by a serialized object. */
  static JsonElement activation(JsonElement e) {
    return renamed(e, ACTIVATIONS);
  }

  /** {@code th} and {@code tf}, the names of the engines that liked an order of axes best. */
  static JsonElement dataFormat(JsonElement e) {
    return renamed(e, DATA_FORMATS);
  }

  /** An element type by name, or a policy. */
  static JsonElement dtype(JsonElement e) {
    if (!e.isJsonObject()) {
      return renamed(e, DTYPES);
    }
    JsonObject config = e.getAsJsonObject().getAsJsonObject("config");
    JsonElement name = config == null ? null : config.get("name");
    return name == null ? e : name;
  }

  private static JsonElement renamed(JsonElement e, Map<String, String> names) {
    boolean text = e.isJsonPrimitive() && e.getAsJsonPrimitive().isString();
    return text ? new JsonPrimitive(names.getOrDefault(e.getAsString(), e.getAsString())) : e;
  }

  /** An initializer by name, or {@code {class_name, config}}. */
  static JsonElement initializer(JsonElement e) {
    if (!e.isJsonObject() || !e.getAsJsonObject().has("class_name")) {
      return e;
    }
    JsonObject json = e.getAsJsonObject().deepCopy();
    json.addProperty("class_name", json.get("class_name").getAsString().replaceAll("V[12]$", ""));
    JsonElement config = json.get("config");
    if (config != null && config.isJsonObject() && config.getAsJsonObject().has("distribution")) {
      JsonObject attributes = config.getAsJsonObject();
      attributes.add("distribution", renamed(attributes.get("distribution"), DISTRIBUTIONS));
    }
    return json;
  }

  /**
   * A regularizer by name, {@code {class_name, config}}, or as Keras 1 wrote it, {@code {name:
   * "WeightRegularizer", l1, l2}}.
   */
  static JsonElement regularizer(JsonElement e) {
    if (!e.isJsonObject()) {
      return e;
    }
    JsonObject json = e.getAsJsonObject();
    if (!json.has("class_name")) {
      JsonObject config = json.deepCopy();
      config.remove("name");
      return serialized("L1L2", config);
    }
    return json;
  }

  /** A constraint by name, {@code {class_name, config}}, or {@code {name: "MaxNorm", m, axis}}. */
  static JsonElement constraint(JsonElement e) {
    if (!e.isJsonObject()) {
      return e;
    }
    JsonObject json = e.getAsJsonObject();
    if (json.has("class_name") || !json.has("name")) {
      return json;
    }
    JsonObject config = json.deepCopy();
    String name = config.remove("name").getAsString();
    JsonElement limit = config.remove("m");
    if (limit != null) {
      config.add("max_value", limit);
    }
    return serialized(name, config);
  }

  static JsonObject serialized(String className, JsonObject config) {
    JsonObject json = new JsonObject();
    json.addProperty("class_name", className);
    json.add("config", config);
    return json;
  }

  /** One axis, which TensorFlow's Keras wrote as a list of one. */
  static JsonElement onlyAxis(JsonElement e) {
    return e.isJsonArray() && e.getAsJsonArray().size() == 1 ? e.getAsJsonArray().get(0) : e;
  }

  /** A number as a list of one. */
  static JsonElement list(JsonElement e) {
    if (e.isJsonArray()) {
      return e;
    }
    JsonArray array = new JsonArray();
    array.add(e);
    return array;
  }
}
