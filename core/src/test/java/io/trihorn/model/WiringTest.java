package io.trihorn.model;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.config.ConfigException;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order and the uses of a model's layers, models inside models, and models from JSON. */
class WiringTest {
  private static KerasTensor named(String name, long... shape) {
    InputLayer layer = new InputLayer(shape);
    layer.setName(name);
    return inputTensor(layer);
  }

  private static Layer one(String name) {
    return dense(1).name(name);
  }

  private static List<String> order(Model model) {
    return model.layers().stream().map(Layer::name).toList();
  }

  /** The orders are those of {@code model.layers} of Keras 3.15.1 for the same models. */
  @Test
  void layersAreOrderedByTheirDistanceFromTheOutputs() {
    KerasTensor a = named("a", 1);
    KerasTensor b = named("b", 1);
    KerasTensor far = one("far").apply(one("farther").apply(a));
    KerasTensor sum = add().name("sum").apply(one("near").apply(b), far);
    assertEquals(
        List.of("a", "b", "farther", "near", "far", "sum"), order(new Model(List.of(a, b), sum)));
    // An input that nothing uses is there too.
    KerasTensor unused = named("unused", 1);
    assertEquals(
        List.of("a", "farther", "unused", "far"), order(new Model(List.of(a, unused), far)));
  }

  @Test
  void aChainHasOneWay() {
    KerasTensor a = named("a", 1);
    KerasTensor b = one("b").apply(a);
    assertTrue(new Model(a, one("c").apply(b)).graph().isChain());
    assertFalse(new Model(a, add().apply(b, one("c").apply(a))).graph().isChain());
    assertFalse(new Model(a, add().apply(b, a)).graph().isChain());
    Layer twice = one("twice");
    assertFalse(new Model(a, twice.apply(twice.apply(a))).graph().isChain());
  }

  private static String refusal(Object inputs, Object outputs) {
    return assertThrows(IllegalArgumentException.class, () -> new Model(inputs, outputs))
        .getMessage();
  }

  @Test
  void whatIsNoWiringIsRefused() {
    KerasTensor a = named("a", 1);
    KerasTensor b = named("b", 1);
    KerasTensor sum = add().name("sum").apply(a, b);
    assertTrue(
        refusal(a, sum)
            .endsWith(
                " is needed for the outputs but is not among the model's inputs; add it to them"));
    assertEquals("a model without outputs is none; give at least one", refusal(a, List.of()));
    assertEquals(
        "the inputs of a model should be tensors, alone or in lists and maps, but 3 is among them",
        refusal(List.of(a, 3), sum));
  }

  private static String indexError(Model model, int index) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> model.predict(new int[][] {{0, 1}, {2, index}}));
    return e.getMessage();
  }

  @Test
  void indicesOfEmbeddingsInsideModelsAreLookedAt() {
    String end =
        ", is not in the embedding, which has rows 0 to 4; give the layer a larger input_dim, or"
            + " look at how the data are encoded";
    Sequential inner =
        new Sequential(input(2).dtype("int32"), embedding(5, 3).name("table"), flatten());
    KerasTensor x = inputTensor(new InputLayer(2).dtype("int32"));
    try (Model outer = new Model(x, one("d").apply(inner.apply(x))).name("outer")) {
      outer.on("reference");
      String row = "index 5 in row 1 of the batch, position 1";
      assertEquals("model 'outer', layer 'table': " + row + end, indexError(outer, 5));
      assertEquals(2, outer.predict(new int[][] {{0, 1}, {2, 4}}).getShape().get(0));
      KerasTensor y = inputTensor(new InputLayer(2).dtype("int32"));
      KerasTensor second = inputTensor(new InputLayer(2).dtype("int32"));
      Model both =
          new Model(
                  List.of(y, second),
                  concatenate()
                      .apply(outer.apply(second), flatten().apply(embedding(9, 1).apply(y))))
              .name("both");
      both.on("reference");
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> both.predict(List.of(new int[][] {{8, 8}}, new int[][] {{0, 7}})));
      assertEquals(
          "model 'both', layer 'table': index 7 in row 0 of the batch, position 1" + end,
          e.getMessage());
      assertEquals(
          1, both.predict(List.of(new int[][] {{8, 8}}, new int[][] {{0, 4}})).getShape().get(0));
    }
  }

  @Test
  void modelsFromJson() {
    String json = new Sequential(input(2), one("d")).name("m").toJson();
    assertInstanceOf(Sequential.class, Models.fromJson(json, true));
    assertEquals(json, Model.fromJson(json).toJson());
    for (Map.Entry<String, String> wrong :
        Map.of(
                "[1]",
                "a model's configuration should be a JSON object, but is [1]",
                "{\"module\":\"keras.layers\",\"class_name\":\"Flatten\",\"config\":{\"name\":\"f\"}}",
                "expected a model, but this is ")
            .entrySet()) {
      ConfigException e =
          assertThrows(ConfigException.class, () -> Models.fromJson(wrong.getKey(), true));
      assertTrue(e.getMessage().startsWith(wrong.getValue()), e.getMessage());
    }
    ConfigException e = assertThrows(ConfigException.class, () -> Models.fromJson("{", true));
    assertTrue(
        e.getMessage().startsWith("a model's configuration should be JSON: "), e.getMessage());
  }

  private static Compilation compiled(String config, boolean compile) {
    String json = new Sequential(input(2), one("d")).toJson();
    String with = json.substring(0, json.length() - 1) + ",\"compile_config\":" + config + "}";
    return Models.fromJson(with, compile).compilation();
  }

  @Test
  void aModelIsCompiledWhereItsJsonSaysHow() {
    String mse = "{\"loss\":\"mse\"}";
    assertEquals("mse", compiled(mse, true).losses().get(0).name());
    assertNull(compiled(mse, false));
    assertNull(compiled("{}", true));
    assertNull(compiled("null", true));
    assertNull(compiled("{\"loss\":\"mse\",\"optimizer\":null}", true));
  }
}
