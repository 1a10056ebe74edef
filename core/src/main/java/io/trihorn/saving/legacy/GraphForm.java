package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.JsonParts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The wiring of functional models of Keras 1 and 2: {@code inbound_nodes} with a list {@code
 * [layer, node, tensor, arguments]} for each input of a use of a layer.
 */
final class GraphForm {
  private final LegacyConfig translation;

  /** By layer: how many uses of it the file lists, and the largest number by which one is meant. */
  private final Map<String, Integer> uses = new HashMap<>();

  private final Map<String, Integer> largest = new HashMap<>();

  /** The names of the layers that are functional models. */
  private final Set<String> functional = new HashSet<>();

  private GraphForm(LegacyConfig translation) {
    this.translation = translation;
  }

  static JsonObject toKeras3(LegacyConfig translation, JsonObject config) {
    return new GraphForm(translation).graph(config.deepCopy());
  }

  private JsonObject graph(JsonObject config) {
    JsonArray layers = JsonParts.array("layers of a model", config.get("layers"));
    boolean old = translation.era() != Era.KERAS3;
    if (old) {
      layers.forEach(e -> count(JsonParts.object("a layer", e)));
      references(config.get("input_layers"));
      references(config.get("output_layers"));
    }
    JsonArray translated = new JsonArray();
    for (JsonElement e : layers) {
      JsonObject layer = JsonParts.object("a layer", e);
      JsonObject result = translation.any(layer);
      String name = name(layer);
      result.addProperty("name", name);
      if (!result.getAsJsonObject("config").has("name")) {
        result.getAsJsonObject("config").addProperty("name", name);
      }
      if (isFunctional(result)) {
        functional.add(name);
      }
      JsonArray nodes =
          JsonParts.array("inbound_nodes of '" + name + "'", layer.get("inbound_nodes"));
      JsonArray now = new JsonArray();
      nodes.forEach(node -> now.add(old ? node(node) : node));
      result.add("inbound_nodes", now);
      translated.add(result);
    }
    config.add("layers", translated);
    if (old) {
      config.add("input_layers", places(config.get("input_layers")));
      config.add("output_layers", places(config.get("output_layers")));
    }
    return config;
  }

  private static String name(JsonObject layer) {
    JsonElement name = layer.get("name");
    return JsonParts.text("name of a layer", name != null ? name : inner(layer).get("name"));
  }

  private static JsonObject inner(JsonObject layer) {
    return JsonParts.object("config of a layer", layer.get("config"));
  }

  private void count(JsonObject layer) {
    JsonElement nodes = layer.get("inbound_nodes");
    uses.put(name(layer), nodes == null ? 0 : JsonParts.array("inbound_nodes", nodes).size());
    references(nodes);
  }

  /** Notes every {@code [layer, node, tensor]} in an element. */
  private void references(JsonElement e) {
    if (isPlace(e)) {
      JsonArray place = e.getAsJsonArray();
      largest.merge(place.get(0).getAsString(), JsonParts.index("a node", place.get(1)), Math::max);
      if (place.size() > 3) {
        references(place.get(3));
      }
    } else if (e != null && e.isJsonArray()) {
      e.getAsJsonArray().forEach(this::references);
    } else if (e != null && e.isJsonObject()) {
      e.getAsJsonObject().entrySet().forEach(entry -> references(entry.getValue()));
    }
  }

  private static boolean isPlace(JsonElement e) {
    if (e == null || !e.isJsonArray() || e.getAsJsonArray().size() < 3) {
      return false;
    }
    JsonArray array = e.getAsJsonArray();
    return Json.isText(array.get(0)) && Json.isNumber(array.get(1)) && Json.isNumber(array.get(2));
  }

  /**
   * The number of a use. Later versions of Keras 2 count a nested model's own definition as its
   * first use, which they do not list.
   */
  private int use(String layer, int node) {
    int listed = uses.getOrDefault(layer, 0);
    return listed > 0 && largest.getOrDefault(layer, 0) >= listed ? Math.max(0, node - 1) : node;
  }

  private JsonObject node(JsonElement old) {
    List<JsonObject> tensors = new ArrayList<>();
    JsonObject named = new JsonObject();
    JsonArray inputs = JsonParts.array("a node", old);
    // A node of one input is written as one place by some versions.
    if (isPlace(inputs)) {
      JsonArray one = new JsonArray();
      one.add(inputs);
      inputs = one;
    }
    for (JsonElement e : inputs) {
      JsonArray place = JsonParts.array("an input of a layer", e);
      tensors.add(tensor(place));
      if (place.size() > 3 && place.get(3).isJsonObject()) {
        place
            .get(3)
            .getAsJsonObject()
            .entrySet()
            .forEach(entry -> named.add(entry.getKey(), argument(entry.getValue())));
      }
    }
    return node(tensors, named);
  }

  private JsonElement argument(JsonElement e) {
    if (isPlace(e)) {
      return tensor(e.getAsJsonArray());
    }
    if (e.isJsonArray()) {
      JsonArray array = new JsonArray();
      e.getAsJsonArray().forEach(item -> array.add(argument(item)));
      return array;
    }
    return e;
  }

  private JsonObject tensor(JsonArray place) {
    JsonArray now = place(place);
    return tensor(now.get(0).getAsString(), now.get(1).getAsInt(), now.get(2).getAsInt());
  }

  private JsonArray place(JsonArray place) {
    String layer = JsonParts.text("an input's layer", place.isEmpty() ? null : place.get(0));
    int node = place.size() > 1 ? JsonParts.index("an input's node", place.get(1)) : 0;
    int tensor = place.size() > 2 ? JsonParts.index("an input's tensor", place.get(2)) : 0;
    return place(layer, use(layer, node), tensor);
  }

  private JsonElement places(JsonElement e) {
    JsonArray array = JsonParts.array("input_layers and output_layers", e);
    if (isPlace(array)) {
      JsonArray place = place(array);
      String layer = place.get(0).getAsString();
      int node = place.get(1).getAsInt();
      return end(layer, functional.contains(layer), node, place.get(2).getAsInt());
    }
    JsonArray now = new JsonArray();
    array.forEach(item -> now.add(places(item)));
    return now;
  }

  static boolean isFunctional(JsonObject translated) {
    return translated.get("class_name").getAsString().equals("Functional");
  }

  /**
   * The place of a model's input or output, where Keras counts the uses of a functional model from
   * 1.
   */
  static JsonArray end(String layer, boolean isFunctional, int node, int tensor) {
    return place(layer, isFunctional ? node + 1 : node, tensor);
  }

  private static JsonArray place(String layer, int node, int tensor) {
    JsonArray place = new JsonArray();
    place.add(layer);
    place.add(node);
    place.add(tensor);
    return place;
  }

  static JsonObject tensor(String layer, int node, int tensor) {
    JsonObject config = new JsonObject();
    config.add("keras_history", place(layer, node, tensor));
    return OldValues.serialized("__keras_tensor__", config);
  }

  /** A use of a layer: one tensor as it is, several as one list. */
  static JsonObject node(List<JsonObject> tensors, JsonObject named) {
    JsonArray list = new JsonArray();
    tensors.forEach(list::add);
    JsonArray args = new JsonArray();
    args.add(tensors.size() == 1 ? tensors.get(0) : list);
    JsonObject node = new JsonObject();
    node.add("args", args);
    node.add("kwargs", named);
    return node;
  }
}
