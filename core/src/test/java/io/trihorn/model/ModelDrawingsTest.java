package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Graphs of models with the nodes, labels, lines and frames of Keras's {@code model_to_dot}: {@code
 * model-drawings.json}, made by {@code model_drawings.py}.
 */
class ModelDrawingsTest {
  private static final Map<String, BiConsumer<DotOptions, JsonElement>> OPTIONS =
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

  private static JsonArray cases() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            ModelDrawingsTest.class.getResourceAsStream("model-drawings.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonArray();
    }
  }

  @TestFactory
  Stream<DynamicTest> graphsAreThoseOfKeras() throws IOException {
    return cases().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .flatMap(
            model ->
                model.getAsJsonArray("drawings").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .map(
                        drawing ->
                            DynamicTest.dynamicTest(
                                drawing.get("options").toString(),
                                () -> compare(model.get("config"), drawing))));
  }

  private static void compare(JsonElement config, JsonObject drawing) {
    DotOptions options = new DotOptions();
    drawing
        .getAsJsonObject("options")
        .entrySet()
        .forEach(e -> OPTIONS.get(e.getKey()).accept(options, e.getValue()));
    try (Model model = Models.fromConfig(config)) {
      DotGraph graph = ModelPlots.modelToDot(model, options);
      Map<String, String> names = new HashMap<>();
      name(graph, names);
      assertEquals(drawing.get("graph"), json(graph, names));
      drawing
          .getAsJsonObject("attributes")
          .entrySet()
          .forEach(
              e ->
                  assertEquals(
                      e.getValue().getAsString().toLowerCase(),
                      graph.attributes().get(e.getKey()).toLowerCase(),
                      e.getKey()));
    }
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
