package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import io.trihorn.model.Model;
import io.trihorn.model.ModelPlots;
import io.trihorn.model.Models;
import io.trihorn.model.SummaryOptions;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiConsumer;
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
                ModelDrawings.json(ModelPlots.modelToDot(model, ModelDrawings.options(options))),
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
    return model.summary(Keywords.read(new SummaryOptions(), options, SUMMARY));
  }
}
