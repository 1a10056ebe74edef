package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.model.DotGraph;
import io.trihorn.model.DotOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Graphs of models as what Keras's {@code model_to_dot} gave is written down. */
final class ModelDrawings {
  private static final Map<String, BiConsumer<DotOptions, JsonElement>> KEYWORDS =
      Map.of(
          "show_shapes", (o, v) -> o.showShapes(v.getAsBoolean()),
          "show_dtype", (o, v) -> o.showDtype(v.getAsBoolean()),
          "show_layer_names", (o, v) -> o.showLayerNames(v.getAsBoolean()),
          "show_layer_activations", (o, v) -> o.showLayerActivations(v.getAsBoolean()),
          "show_trainable", (o, v) -> o.showTrainable(v.getAsBoolean()),
          "expand_nested", (o, v) -> o.expandNested(v.getAsBoolean()),
          "rankdir", (o, v) -> o.rankdir(v.getAsString()),
          "splines", (o, v) -> o.splines(v.getAsString()),
          "dpi", (o, v) -> o.dpi(v.getAsInt()));

  private ModelDrawings() {}

  static DotOptions options(JsonObject keywords) {
    return Keywords.read(new DotOptions(), keywords, KEYWORDS);
  }

  /** Nodes with their labels, lines, and the graphs inside; nodes by their layers' names. */
  static JsonObject json(DotGraph graph) {
    Map<String, String> names = new HashMap<>();
    name(graph, names);
    return json(graph, names);
  }

  private static void name(DotGraph graph, Map<String, String> names) {
    graph.nodes().forEach(node -> names.put(node.id(), node.layer()));
    graph.subgraphs().forEach(inner -> name(inner, names));
  }

  private static JsonObject json(DotGraph graph, Map<String, String> names) {
    JsonArray nodes = new JsonArray();
    graph.nodes().forEach(n -> nodes.add(pair(n.layer(), n.label().html())));
    JsonArray edges = new JsonArray();
    graph.edges().forEach(e -> edges.add(pair(names.get(e.from()), names.get(e.to()))));
    JsonArray subgraphs = new JsonArray();
    graph.subgraphs().forEach(inner -> subgraphs.add(json(inner, names)));
    JsonObject json = new JsonObject();
    json.add("nodes", nodes);
    json.add("edges", edges);
    json.add("subgraphs", subgraphs);
    return json;
  }

  private static JsonArray pair(String first, String second) {
    JsonArray pair = new JsonArray();
    pair.add(first);
    pair.add(second);
    return pair;
  }
}
