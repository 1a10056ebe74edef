package io.trihorn.studio.network;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Layers and connections of a model's configuration. It need not make sense: what cannot be told is
 * left out, so that the rest can be drawn.
 */
public final class NetworkReader {
  private NetworkReader() {}

  /**
   * The network of a configuration.
   *
   * @param config {@code {class_name, config: {layers: ...}}}
   * @param model what it became, for shapes and parameters; null where it became none
   */
  public static NetworkNode.Network read(JsonElement config, Model model) {
    return network(config, "", model);
  }

  private static NetworkNode.Network network(JsonElement config, String prefix, Model model) {
    List<NetworkNode> nodes = new ArrayList<>();
    Set<NetworkNode.Edge> edges = new LinkedHashSet<>();
    JsonArray layers = array(object(object(config).get("config")).get("layers"));
    boolean stack = text(object(config).get("class_name")).equals("Sequential");
    Map<String, String> ids = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      ids.putIfAbsent(name(object(layers.get(i))), prefix + i);
    }
    for (int i = 0; i < layers.size(); i++) {
      JsonObject layer = object(layers.get(i));
      String id = prefix + i;
      nodes.add(node(layer, id, model));
      if (stack && i > 0) {
        edges.add(new NetworkNode.Edge(prefix + (i - 1), id));
      } else if (!stack) {
        givers(layer.get("inbound_nodes"), ids)
            .forEach(giver -> edges.add(new NetworkNode.Edge(giver, id)));
      }
    }
    return new NetworkNode.Network(nodes, List.copyOf(edges));
  }

  private static NetworkNode node(JsonObject json, String id, Model model) {
    String name = name(json);
    String type = text(json.get("class_name"));
    Layer layer = layer(model, name);
    boolean nested = object(json.get("config")).has("layers");
    NetworkNode.Network inner =
        nested ? network(json, id + "/", layer instanceof Model made ? made : null) : null;
    return new NetworkNode(
        id,
        name.isEmpty() ? type.toLowerCase(Locale.ROOT) : name,
        type,
        shape(layer, type, model),
        layer == null
            ? model == null ? -1 : 0
            : layer.weights().stream().map(Weight::type).mapToLong(t -> t.shape().size()).sum(),
        inner);
  }

  private static Layer layer(Model model, String name) {
    return model == null
        ? null
        : model.layers().stream().filter(l -> l.name().equals(name)).findFirst().orElse(null);
  }

  private static String shape(Layer layer, String type, Model model) {
    if (layer != null) {
      return shape(layer.outputs().get(0).shape());
    }
    // A stack does not show its input among its layers.
    return model != null && type.equals("InputLayer") ? shape(model.inputs().get(0).shape()) : null;
  }

  private static String shape(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(extent -> extent < 0 ? "null" : Long.toString(extent))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** The layers that an argument names, in Keras 3's form of tensors or in the older one. */
  private static Set<String> givers(JsonElement argument, Map<String, String> ids) {
    Set<String> found = new LinkedHashSet<>();
    if (argument == null) {
      return found;
    }
    if (argument.isJsonObject()) {
      argument.getAsJsonObject().asMap().values().forEach(e -> found.addAll(givers(e, ids)));
    } else if (argument.isJsonArray()) {
      JsonArray items = argument.getAsJsonArray();
      if (items.size() >= 3 && ids.containsKey(text(items.get(0))) && isNumber(items.get(1))) {
        found.add(ids.get(text(items.get(0))));
      } else {
        items.forEach(e -> found.addAll(givers(e, ids)));
      }
    }
    return found;
  }

  private static boolean isNumber(JsonElement e) {
    return e.isJsonPrimitive() && e.getAsJsonPrimitive().isNumber();
  }

  private static String name(JsonObject layer) {
    String inside = text(object(layer.get("config")).get("name"));
    return inside.isEmpty() ? text(layer.get("name")) : inside;
  }

  private static JsonObject object(JsonElement e) {
    return e != null && e.isJsonObject() ? e.getAsJsonObject() : new JsonObject();
  }

  private static JsonArray array(JsonElement e) {
    return e != null && e.isJsonArray() ? e.getAsJsonArray() : new JsonArray();
  }

  private static String text(JsonElement e) {
    return e != null && e.isJsonPrimitive() ? e.getAsString() : "";
  }
}
