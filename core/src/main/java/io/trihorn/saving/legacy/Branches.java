package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import java.util.ArrayList;
import java.util.List;

/**
 * Keras 1's {@code Sequential} models that begin with a {@code Merge} of other {@code Sequential}
 * models: a functional model of all their layers, as Keras 1 also stored their weights.
 */
final class Branches {
  private final LegacyConfig translation;
  private final JsonArray layers = new JsonArray();
  private final JsonArray inputs = new JsonArray();

  private Branches(LegacyConfig translation) {
    this.translation = translation;
  }

  static boolean begins(JsonElement first) {
    if (!first.isJsonObject()) {
      return false;
    }
    JsonElement name = first.getAsJsonObject().get("class_name");
    JsonElement config = first.getAsJsonObject().get("config");
    return Json.isText(name)
        && name.getAsString().equals("Merge")
        && config != null
        && config.isJsonObject()
        && config.getAsJsonObject().has("layers");
  }

  static JsonObject toFunctional(LegacyConfig translation, JsonArray sequence) {
    Branches branches = new Branches(translation);
    String last = branches.sequence(sequence);
    JsonObject config = new JsonObject();
    config.add("layers", branches.layers);
    config.add("input_layers", branches.inputs);
    config.add("output_layers", branches.end(last));
    return OldValues.serialized("Functional", config);
  }

  /** Adds the layers of a sequence; gives the name of the last one. */
  private String sequence(JsonArray sequence) {
    String last = null;
    for (JsonElement e : sequence) {
      JsonObject layer = JsonParts.object("a layer", e);
      if (last == null && begins(layer)) {
        List<String> merged = new ArrayList<>();
        JsonObject config = layer.getAsJsonObject("config").deepCopy();
        for (JsonElement branch : JsonParts.array("layers of a Merge", config.remove("layers"))) {
          JsonObject model = JsonParts.object("a branch", branch);
          merged.add(sequence(JsonParts.array("config of a branch", model.get("config"))));
        }
        last = add(translation.any(OldValues.serialized("Merge", config)), merged);
        continue;
      }
      if (last == null) {
        JsonObject input = SequentialForm.input(layer);
        if (input == null) {
          throw new ConfigException(
              "a branch of a Merge does not begin with a layer that has a batch_input_shape");
        }
        last = add(input, List.of());
        inputs.add(end(last));
      }
      last = add(translation.any(layer), List.of(last));
    }
    if (last == null) {
      throw new ConfigException("a branch of a Merge has no layers");
    }
    return last;
  }

  /** The place of the only use of a layer, as an input or output of the model. */
  private JsonArray end(String name) {
    boolean functional = false;
    for (JsonElement layer : layers) {
      JsonObject object = layer.getAsJsonObject();
      functional |= object.get("name").getAsString().equals(name) && GraphForm.isFunctional(object);
    }
    return GraphForm.end(name, functional, 0, 0);
  }

  private String add(JsonObject layer, List<String> from) {
    JsonObject config = layer.getAsJsonObject("config");
    JsonElement given = config.get("name");
    String name = Json.isText(given) ? given.getAsString() : "layer_" + layers.size();
    config.addProperty("name", name);
    layer.addProperty("name", name);
    List<JsonObject> tensors = from.stream().map(f -> GraphForm.tensor(f, 0, 0)).toList();
    JsonArray nodes = new JsonArray();
    if (!from.isEmpty()) {
      nodes.add(GraphForm.node(tensors, new JsonObject()));
    }
    layer.add("inbound_nodes", nodes);
    layers.add(layer);
    return name;
  }
}
