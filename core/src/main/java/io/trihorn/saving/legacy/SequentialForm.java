package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.JsonParts;

/**
 * {@code Sequential} models of Keras 1 and 2: their configuration may be a bare list, and the shape
 * of the input an attribute of the first layer.
 */
final class SequentialForm {
  private SequentialForm() {}

  /** {@code {class_name: Sequential, config}}, or a functional model where branches are merged. */
  static JsonObject toKeras3(LegacyConfig translation, JsonElement config) {
    JsonObject result = new JsonObject();
    JsonArray layers;
    if (config != null && config.isJsonObject()) {
      result = config.getAsJsonObject().deepCopy();
      layers = JsonParts.array("layers of a Sequential", result.remove("layers"));
    } else {
      layers = JsonParts.array("config of a Sequential", config);
    }
    if (!layers.isEmpty() && Branches.begins(layers.get(0))) {
      return Branches.toFunctional(translation, layers);
    }
    JsonArray translated = new JsonArray();
    for (int i = 0; i < layers.size(); i++) {
      JsonObject layer = JsonParts.object("a layer", layers.get(i));
      if (i == 0 && translation.era() != Era.KERAS3) {
        JsonObject input = input(layer);
        if (input != null) {
          translated.add(input);
        }
      }
      translated.add(translation.any(layer));
    }
    result.add("layers", translated);
    if (translation.era() != Era.KERAS3) {
      result.remove("dtype");
    }
    return OldValues.serialized("Sequential", result);
  }

  /** The input layer for a first layer that knows the shape of its input; null for others. */
  static JsonObject input(JsonObject first) {
    JsonElement config = first.get("config");
    if (config == null || !config.isJsonObject() || isInput(first)) {
      return null;
    }
    JsonObject attributes = config.getAsJsonObject();
    JsonElement shape = attributes.get("batch_input_shape");
    if (shape == null || shape.isJsonNull()) {
      // A wrapper may have left it to the layer inside.
      JsonElement inside = attributes.get("layer");
      return inside != null && inside.isJsonObject() ? input(inside.getAsJsonObject()) : null;
    }
    JsonObject input = new JsonObject();
    input.add("batch_shape", shape);
    JsonElement dtype = attributes.get(attributes.has("input_dtype") ? "input_dtype" : "dtype");
    boolean named = dtype != null && Json.isText(OldValues.dtype(dtype));
    String type = named ? OldValues.dtype(dtype).getAsString() : "float32";
    // A policy such as mixed_float16 is the layer's, not the input's.
    input.add("dtype", new JsonPrimitive(type.startsWith("mixed") ? "float32" : type));
    JsonElement name = attributes.get("name");
    input.addProperty("name", (Json.isText(name) ? name.getAsString() : "layer") + "_input");
    return OldValues.serialized("InputLayer", input);
  }

  private static boolean isInput(JsonObject layer) {
    JsonElement name = layer.get("class_name");
    return Json.isText(name) && name.getAsString().equals("InputLayer");
  }
}
