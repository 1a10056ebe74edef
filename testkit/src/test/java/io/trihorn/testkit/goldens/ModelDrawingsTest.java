package io.trihorn.testkit.goldens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.model.DotGraph;
import io.trihorn.model.Model;
import io.trihorn.model.ModelPlots;
import io.trihorn.model.Models;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Graphs of models with the nodes, labels, lines and frames of Keras's {@code model_to_dot}: {@code
 * model-drawings.json}, made by {@code model_drawings.py}.
 */
class ModelDrawingsTest {
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
    try (Model model = Models.fromConfig(config)) {
      DotGraph graph =
          ModelPlots.modelToDot(model, ModelDrawings.options(drawing.getAsJsonObject("options")));
      assertEquals(drawing.get("graph"), ModelDrawings.json(graph));
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
}
