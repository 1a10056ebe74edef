package io.trihorn.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.model.Sequential;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's configuration in the form of Keras 2, which TensorFlow.js reads: uses of layers are
 * lists of places {@code [layer, node, tensor, arguments]}.
 */
final class ModelForm {
  private static final String TENSOR = "__keras_tensor__";

  private final Map<Layer, String> names;
  private final LayerForm layers;
  private final Problems problems;

  private ModelForm(Map<Layer, String> names, Problems problems) {
    this.names = names;
    this.problems = problems;
    this.layers = new LayerForm(names, problems, this::model);
  }

  /**
   * {@code {class_name, config}}; what TensorFlow.js does not have is added to the problems.
   *
   * @param names what the model's layers, and those of models in it, are called there
   */
  static JsonObject of(Model model, Map<Layer, String> names, Problems problems) {
    return new ModelForm(names, problems).model(model, Models.toConfig(model));
  }

  private JsonObject model(Model model, JsonObject serialized) {
    JsonObject given = serialized.getAsJsonObject("config");
    JsonObject config = new JsonObject();
    config.addProperty("name", names.getOrDefault(model, model.name()));
    if (model instanceof Sequential) {
      config.add("layers", stack(model, given));
      return Values.serialized("Sequential", config);
    }
    Map<String, Layer> byName = new HashMap<>();
    model.layers().forEach(layer -> byName.put(layer.name(), layer));
    if (!model.className().equals("Functional") || !(given.get("layers") instanceof JsonArray)) {
      problems.add(model.className(), model.name(), "a model of a class of your own has no layers");
      return Values.serialized("Functional", config);
    }
    JsonArray written = new JsonArray();
    for (JsonElement e : given.getAsJsonArray("layers")) {
      JsonObject json = e.getAsJsonObject();
      Layer layer = byName.get(json.get("name").getAsString());
      JsonObject result = layers.of(layer, json);
      result.addProperty("name", names.get(layer));
      JsonArray nodes = new JsonArray();
      json.getAsJsonArray("inbound_nodes")
          .forEach(node -> nodes.add(node(layer, node.getAsJsonObject(), byName)));
      result.add("inbound_nodes", nodes);
      written.add(result);
    }
    config.add("layers", written);
    config.add("input_layers", ends(given.get("input_layers"), byName));
    config.add("output_layers", ends(given.get("output_layers"), byName));
    return Values.serialized("Functional", config);
  }

  /** The layers of a {@code Sequential}, an input layer first. */
  private JsonArray stack(Model model, JsonObject config) {
    JsonArray written = new JsonArray();
    KerasTensor input = model.inputs().get(0);
    JsonObject first = new JsonObject();
    first.add("batch_shape", Config.toJson(input.shape()));
    first.addProperty("dtype", DTypes.name(input.dtype()));
    first.addProperty("name", input.layer().name());
    written.add(layers.of(input.layer(), Values.serialized("InputLayer", first)));
    Map<String, Layer> byName = new HashMap<>();
    model.layers().forEach(layer -> byName.put(layer.name(), layer));
    for (JsonElement e : config.getAsJsonArray("layers")) {
      JsonObject json = e.getAsJsonObject();
      if (!json.get("class_name").getAsString().equals("InputLayer")) {
        String name = json.getAsJsonObject("config").get("name").getAsString();
        written.add(layers.of(byName.get(name), json));
      }
    }
    return written;
  }

  /** A use of a layer: its tensors in order, a recurrent layer's first states after its input. */
  private JsonArray node(Layer layer, JsonObject node, Map<String, Layer> byName) {
    List<JsonElement> leaves = new ArrayList<>();
    node.getAsJsonArray("args").forEach(e -> leaves(e, leaves));
    node.getAsJsonObject("kwargs")
        .entrySet()
        .forEach(
            named -> {
              List<JsonElement> inside = new ArrayList<>();
              leaves(named.getValue(), inside);
              if (named.getKey().equals("initial_state")) {
                leaves.addAll(inside);
              } else if (!inside.isEmpty()) {
                problems.add(
                    layer.className(),
                    layer.name(),
                    "it is called with " + named.getKey() + ", which the file cannot say");
              }
            });
    JsonArray places = new JsonArray();
    for (JsonElement leaf : leaves) {
      boolean tensor =
          leaf instanceof JsonObject json
              && json.has("class_name")
              && json.get("class_name").getAsString().equals(TENSOR);
      if (!tensor) {
        problems.add(
            layer.className(), layer.name(), "it is called with a value, not only with tensors");
        continue;
      }
      JsonArray history =
          leaf.getAsJsonObject().getAsJsonObject("config").getAsJsonArray("keras_history");
      Layer source = byName.get(history.get(0).getAsString());
      JsonArray place = place(source, history, source instanceof Model ? 1 : 0);
      place.add(new JsonObject());
      places.add(place);
    }
    return places;
  }

  /** The tensors and values in an argument; null is none. */
  private static void leaves(JsonElement e, List<JsonElement> found) {
    if (e.isJsonArray()) {
      e.getAsJsonArray().forEach(item -> leaves(item, found));
    } else if (!e.isJsonNull()) {
      found.add(e);
    }
  }

  /**
   * The places of a model's inputs or outputs in one list. TensorFlow.js counts the uses of all
   * nested models from 1, Keras those of a {@code Sequential} here from 0.
   */
  private JsonArray ends(JsonElement given, Map<String, Layer> byName) {
    JsonArray list = new JsonArray();
    if (given instanceof JsonObject named) {
      named.asMap().values().forEach(e -> list.addAll(ends(e, byName)));
    } else if (given instanceof JsonArray array
        && !array.isEmpty()
        && array.get(0).isJsonPrimitive()) {
      Layer layer = byName.get(array.get(0).getAsString());
      list.add(place(layer, array, layer instanceof Sequential ? 1 : 0));
    } else if (given != null && given != JsonNull.INSTANCE) {
      given.getAsJsonArray().forEach(e -> list.addAll(ends(e, byName)));
    }
    return list;
  }

  private JsonArray place(Layer layer, JsonArray history, int first) {
    JsonArray place = new JsonArray();
    place.add(names.get(layer));
    place.add(history.get(1).getAsInt() + first);
    place.add(history.get(2));
    return place;
  }
}
