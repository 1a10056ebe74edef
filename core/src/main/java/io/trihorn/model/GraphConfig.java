package io.trihorn.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.config.UnknownNames;
import io.trihorn.config.ValueForm;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The wiring of a functional model in Keras's form: layers with the nodes that enter them. Nodes
 * count the uses of a layer from 0; but the places of the model's inputs and outputs count those of
 * a functional model from 1, since one was once made when the model itself was built.
 */
final class GraphConfig {
  private static final String TENSOR = "__keras_tensor__";
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final Map<String, List<LayerCall>> calls = new HashMap<>();

  private GraphConfig() {}

  // Reading.

  static FunctionalGraph read(JsonObject config) {
    return new GraphConfig().build(config);
  }

  /** A use of a layer that waits for the tensors it takes. */
  private record Pending(String layer, int index, JsonObject node) {}

  private FunctionalGraph build(JsonObject config) {
    List<Pending> pending = new ArrayList<>();
    UnknownNames unknown = new UnknownNames();
    for (JsonElement e : JsonParts.array("a model", config, "layers")) {
      JsonObject json = JsonParts.object("a layer", e);
      Layer layer = unknown.read(() -> Layers.REGISTRY.deserialize(json));
      if (layer == null) {
        continue;
      }
      String name = json.has("name") ? JsonParts.text("a layer", json, "name") : layer.name();
      layers.put(name, layer);
      calls.put(name, new ArrayList<>());
      if (layer instanceof InputLayer input) {
        calls.get(name).add(Layers.inputTensor(input).source());
      }
      int index = 0;
      for (JsonElement node : JsonParts.array("layer '" + name + "'", json, "inbound_nodes")) {
        pending.add(new Pending(name, index++, JsonParts.object("a use of a layer", node)));
      }
      if (index > 1 && !(layer instanceof Model)) {
        // Its uses may have several shapes, and are not written in the order they were made in.
        layer.buildAsWritten(json);
      }
    }
    unknown.require();
    while (!pending.isEmpty()) {
      if (!pending.removeIf(this::tryCall)) {
        throw new ConfigException(
            "the model's nodes wait for each other or for layers that are not there: "
                + pending.stream().map(Pending::layer).distinct().toList());
      }
    }
    return new FunctionalGraph(
        tensors(config.get("input_layers")), tensors(config.get("output_layers")));
  }

  /** Makes a call if all tensors it takes are there. */
  private boolean tryCall(Pending p) {
    if (calls.get(p.layer()).size() != p.index() || !ready(p.node())) {
      return false;
    }
    Layer layer = layers.get(p.layer());
    List<Object> positional = new ArrayList<>();
    String what = "a use of layer '" + p.layer() + "'";
    JsonParts.array(what, p.node(), "args").forEach(e -> positional.add(argument(e)));
    Map<String, Object> named = new LinkedHashMap<>();
    JsonParts.object(what, p.node(), "kwargs")
        .entrySet()
        .forEach(e -> named.put(e.getKey(), argument(e.getValue())));
    // No mask is an argument too: the layer was wired without one, and takes what there is.
    named.entrySet().removeIf(e -> e.getValue() == null && !e.getKey().equals("mask"));
    calls.get(p.layer()).add(layer.applyAll(positional, named).get(0).source());
    return true;
  }

  private boolean ready(JsonElement e) {
    if (e.isJsonArray()) {
      for (JsonElement item : e.getAsJsonArray()) {
        if (!ready(item)) {
          return false;
        }
      }
      return true;
    }
    if (!e.isJsonObject()) {
      return true;
    }
    JsonObject json = e.getAsJsonObject();
    if (isTensor(json)) {
      JsonArray history = history(json);
      List<LayerCall> made = calls.get(JsonParts.text("a place's layer", history.get(0)));
      return made != null && made.size() > JsonParts.index("the number of a use", history.get(1));
    }
    return json.entrySet().stream().allMatch(entry -> ready(entry.getValue()));
  }

  private static boolean isTensor(JsonObject json) {
    return json.has("class_name")
        && json.get("class_name").isJsonPrimitive()
        && json.get("class_name").getAsString().equals(TENSOR);
  }

  private static JsonArray history(JsonObject json) {
    return place(
        JsonParts.array("a tensor", JsonParts.object("a tensor", json, "config"), "keras_history"));
  }

  /** A place {@code [layer, node, index]}. */
  private static JsonArray place(JsonArray place) {
    if (place.size() != 3) {
      throw new ConfigException(
          "a tensor's place should be a layer, the number of its use and the number of the output,"
              + " but is "
              + place);
    }
    return place;
  }

  private Object argument(JsonElement e) {
    return ValueForm.read(e, json -> isTensor(json) ? tensor(history(json), 0) : null);
  }

  /** The tensor at a place {@code [layer, node, index]}, whose nodes count from a first one. */
  private KerasTensor tensor(JsonArray history, int first) {
    String name = JsonParts.text("a place's layer", history.get(0));
    int node = JsonParts.index("the number of a use", history.get(1)) - first;
    List<LayerCall> made = calls.get(name);
    if (made == null || node < 0 || made.size() <= node) {
      throw new ConfigException(
          made == null
              ? "the model refers to layer '" + name + "', which is not there"
              : "the model refers to use "
                  + history
                  + " of layer '"
                  + name
                  + "', which has "
                  + made.size()
                  + " uses, counted from "
                  + first);
    }
    List<KerasTensor> outputs = made.get(node).outputs();
    int index = JsonParts.index("the number of an output", history.get(2));
    if (index >= outputs.size()) {
      throw new ConfigException(
          "the model refers to output "
              + index
              + " of layer '"
              + name
              + "', which has "
              + outputs.size());
    }
    return outputs.get(index);
  }

  /** What the uses of a layer are counted from at the places of a model's inputs and outputs. */
  private static int firstNode(Layer layer) {
    return layer instanceof Model && !(layer instanceof Sequential) ? 1 : 0;
  }

  /** The tensors at places {@code [layer, node, index]}, alone or in lists and maps. */
  private Object tensors(JsonElement places) {
    if (places != null && places.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      places.getAsJsonObject().entrySet().forEach(e -> map.put(e.getKey(), tensors(e.getValue())));
      return map;
    }
    JsonArray array = JsonParts.array("a model's inputs or outputs", places);
    if (!array.isEmpty() && array.get(0).isJsonPrimitive()) {
      return tensor(place(array), firstNode(layers.get(array.get(0).getAsString())));
    }
    List<Object> list = new ArrayList<>();
    array.forEach(place -> list.add(tensors(place)));
    return list;
  }

  // Writing.

  static void write(FunctionalGraph graph, JsonObject config) {
    GraphConfig writer = new GraphConfig();
    graph
        .calls()
        .forEach(
            c -> writer.calls.computeIfAbsent(c.layer().name(), n -> new ArrayList<>()).add(c));
    JsonArray layers = new JsonArray();
    graph.layers().forEach(layer -> layers.add(writer.serialize(layer)));
    config.add("layers", layers);
    config.add("input_layers", writer.places(graph.inputForm()));
    config.add("output_layers", writer.places(graph.outputForm()));
  }

  private JsonObject serialize(Layer layer) {
    JsonObject json = Layers.REGISTRY.serialize(layer).getAsJsonObject();
    json.addProperty("name", layer.name());
    JsonArray nodes = new JsonArray();
    for (LayerCall call : calls.getOrDefault(layer.name(), List.of())) {
      if (layer instanceof InputLayer) {
        continue;
      }
      JsonObject node = new JsonObject();
      JsonArray args = new JsonArray();
      call.positional().forEach(a -> args.add(serialize(a)));
      JsonObject kwargs = new JsonObject();
      call.named().forEach((key, value) -> kwargs.add(key, serialize(value)));
      node.add("args", args);
      node.add("kwargs", kwargs);
      nodes.add(node);
    }
    json.add("inbound_nodes", nodes);
    return json;
  }

  private JsonElement serialize(Object argument) {
    return ValueForm.write(argument, leaf -> leaf instanceof KerasTensor t ? tensor(t) : null);
  }

  private JsonObject tensor(KerasTensor t) {
    JsonObject config = new JsonObject();
    config.add("shape", Config.toJson(t.shape()));
    config.addProperty("dtype", DTypes.name(t.dtype()));
    config.add("keras_history", place(t, 0));
    JsonObject json = new JsonObject();
    json.addProperty("class_name", TENSOR);
    json.add("config", config);
    return json;
  }

  private JsonArray place(KerasTensor t, int first) {
    JsonArray place = new JsonArray();
    place.add(t.layer().name());
    place.add(calls.get(t.layer().name()).indexOf(t.source()) + first);
    place.add(t.index());
    return place;
  }

  private JsonElement places(Object form) {
    return ValueForm.write(
        form, leaf -> place((KerasTensor) leaf, firstNode(((KerasTensor) leaf).layer())));
  }
}
