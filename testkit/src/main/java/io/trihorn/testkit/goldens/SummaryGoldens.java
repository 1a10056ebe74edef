package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import io.trihorn.model.DotGraph;
import io.trihorn.model.DotOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelPlots;
import io.trihorn.model.Models;
import io.trihorn.model.SummaryOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** What Keras prints and draws of models: {@code model.summary} and {@code model_to_dot}. */
final class SummaryGoldens implements GoldenKind {
  private static final Map<String, BiConsumer<SummaryOptions, JsonElement>> SUMMARY =
      Map.of(
          "line_length", (o, v) -> o.lineLength(v.getAsInt()),
          "positions", (o, v) -> o.positions(numbers(v.getAsJsonArray())),
          "expand_nested", (o, v) -> o.expandNested(v.getAsBoolean()),
          "show_trainable", (o, v) -> o.showTrainable(v.getAsBoolean()),
          "layer_range",
              (o, v) ->
                  o.layerRange(
                      v.getAsJsonArray().get(0).getAsString(),
                      v.getAsJsonArray().get(1).getAsString()));

  private static final Map<String, BiConsumer<DotOptions, JsonElement>> DOT =
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

  private static double[] numbers(JsonArray array) {
    return array.asList().stream().flatMapToDouble(e -> DoubleStream.of(e.getAsDouble())).toArray();
  }

  @Override
  public String name() {
    return "summary";
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    String wanted =
        json.getAsJsonObject("expected").getAsJsonObject("result").get("value").getAsString();
    JsonObject options = json.getAsJsonObject("kwargs").deepCopy();
    try (Model model = Models.fromConfig(json.getAsJsonArray("args").get(0)).on(backend)) {
      switch (json.get("call").getAsString()) {
        case "golden.summary" -> checks.same("text", summary(model, options), wanted);
        case "golden.dot" ->
            checks.same(
                "graph",
                json(ModelPlots.modelToDot(model, read(new DotOptions(), options, DOT))),
                JsonParser.parseString(wanted));
        default -> throw new UnknownNameException(json.get("call").getAsString(), "no such call");
      }
    }
  }

  private static String summary(Model model, JsonObject options) {
    JsonElement compiled = options.remove("compiled");
    if (compiled != null && !compiled.isJsonNull()) {
      model.compile(compiled.getAsString(), "mse");
      model.optimizer();
    }
    return model.summary(read(new SummaryOptions(), options, SUMMARY));
  }

  private static <T> T read(
      T options, JsonObject json, Map<String, BiConsumer<T, JsonElement>> known) {
    json.entrySet()
        .forEach(
            e -> {
              if (!known.containsKey(e.getKey())) {
                throw new UnknownNameException(e.getKey(), "the option is not known here");
              }
              known.get(e.getKey()).accept(options, e.getValue());
            });
    return options;
  }

  private static JsonObject json(DotGraph graph) {
    Map<String, String> names = new HashMap<>();
    name(graph, names);
    return json(graph, names);
  }

  private static void name(DotGraph graph, Map<String, String> names) {
    names.putAll(
        graph.nodes().stream().collect(Collectors.toMap(DotGraph.Node::id, DotGraph.Node::layer)));
    graph.subgraphs().forEach(inner -> name(inner, names));
  }

  private static JsonObject json(DotGraph graph, Map<String, String> names) {
    JsonObject json = new JsonObject();
    JsonArray nodes = new JsonArray();
    graph.nodes().forEach(n -> nodes.add(pair(n.layer(), n.label().html())));
    JsonArray edges = new JsonArray();
    graph.edges().forEach(e -> edges.add(pair(names.get(e.from()), names.get(e.to()))));
    JsonArray subgraphs = new JsonArray();
    graph.subgraphs().forEach(inner -> subgraphs.add(json(inner, names)));
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
