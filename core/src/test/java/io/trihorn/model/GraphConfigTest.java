package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphConfigTest {
  private static KerasTensor input(String name, long... shape) {
    InputLayer layer = new InputLayer(shape);
    layer.setName(name);
    return inputTensor(layer);
  }

  private static Model sub(String name, int inputs, int outputs) {
    KerasTensor in = input(name + "_in", inputs);
    return new Model(in, dense(outputs).name(name + "_dense").apply(in)).name(name);
  }

  private static String places(Model model, String key) {
    return Models.toJson(model).getAsJsonObject("config").get(key).toString();
  }

  private static JsonObject layer(Model model, String name) {
    for (var e : Models.toJson(model).getAsJsonObject("config").getAsJsonArray("layers")) {
      if (e.getAsJsonObject().get("name").getAsString().equals(name)) {
        return e.getAsJsonObject();
      }
    }
    throw new AssertionError("no layer " + name);
  }

  /** The places are those that Keras 3.15 writes for the same models. */
  @Test
  void placesOfOutputsCountTheUsesOfFunctionalModelsFromOne() {
    KerasTensor x = input("x", 4);
    Model chain = new Model(x, sub("dec", 2, 4).apply(sub("enc", 4, 2).apply(x)));
    assertEquals("[\"dec\",1,0]", places(chain, "output_layers"));
    assertEquals("[\"x\",0,0]", places(chain, "input_layers"));
    assertTrue(layer(chain, "dec").get("inbound_nodes").toString().contains("[\"enc\",0,0]"));

    Model twin = sub("twin", 4, 3);
    KerasTensor a = input("a", 4);
    KerasTensor b = input("b", 4);
    Model two = new Model(List.of(a, b), List.of(twin.apply(a), twin.apply(b)));
    assertEquals("[[\"twin\",1,0],[\"twin\",2,0]]", places(two, "output_layers"));

    Sequential stack = new Sequential(new InputLayer(4), dense(3)).name("stack");
    Model stacked = new Model(a, stack.apply(a));
    assertEquals("[\"stack\",0,0]", places(stacked, "output_layers"));
  }

  @Test
  void aModelUsedTwiceGivesEachUseItsOwnOutput() {
    Model twin = sub("twin", 2, 2);
    KerasTensor a = input("a", 2);
    KerasTensor b = input("b", 2);
    try (Model model = new Model(List.of(a, b), List.of(twin.apply(b), twin.apply(a)))) {
      model.on("reference");
      try (Model read = Model.fromJson(model.toJson())) {
        read.on("reference");
        read.setWeights(
            List.of(
                TensorData.of(new float[] {1, 0, 0, 1}, 2, 2),
                TensorData.of(new float[] {0.5f, 0}, 2)));
        List<TensorData> y =
            read.predictOnBatch(
                TensorData.of(new float[] {1, 2}, 1, 2), TensorData.of(new float[] {3, 4}, 1, 2));
        assertEquals(TensorData.of(new float[] {3.5f, 4}, 1, 2), y.get(0));
        assertEquals(TensorData.of(new float[] {1.5f, 2}, 1, 2), y.get(1));
      }
    }
  }

  @Test
  void aUseThatIsNotThereIsToldWithItsPlace() {
    KerasTensor x = input("x", 4);
    String json = new Model(x, sub("enc", 4, 2).apply(x)).toJson();
    String wrong =
        json.replace("\"output_layers\":[\"enc\",1,0]", "\"output_layers\":[\"enc\",3,0]");
    ConfigException e = assertThrows(ConfigException.class, () -> Model.fromJson(wrong));
    assertEquals(
        "the model refers to use [\"enc\",3,0] of layer 'enc', which has 1 uses, counted from 1",
        e.getMessage());
  }

  private static Model two() {
    KerasTensor a = input("a", 2);
    KerasTensor b = input("b", 2);
    KerasTensor sum = Layers.add().name("sum").apply(a, b);
    return new Model(List.of(a, b), List.of(sum, dense(1).name("d").apply(sum))).name("m");
  }

  /** What reading says of the model's JSON with something in it replaced. */
  private static String refusal(String old, String by) {
    String json = two().toJson();
    assertTrue(json.contains(old), json);
    return assertThrows(ConfigException.class, () -> Model.fromJson(json.replace(old, by)))
        .getMessage();
  }

  @Test
  void brokenWiringIsToldByItsPlace() {
    assertEquals(
        "the model refers to layer 'gone', which is not there",
        refusal("[\"d\",0,0]]", "[\"gone\",0,0]]"));
    assertEquals(
        "the model refers to output 1 of layer 'd', which has 1",
        refusal("[\"d\",0,0]]", "[\"d\",0,1]]"));
    assertEquals(
        "the model refers to use [\"d\",1,0] of layer 'd', which has 1 uses, counted from 0",
        refusal("[\"d\",0,0]]", "[\"d\",1,0]]"));
    assertEquals(
        "a tensor's place should be a layer, the number of its use and the number of the output,"
            + " but is [\"sum\",0]",
        refusal("\"keras_history\":[\"sum\",0,0]", "\"keras_history\":[\"sum\",0]"));
    assertEquals(
        "the model's nodes wait for each other or for layers that are not there: [sum, d]",
        refusal("\"keras_history\":[\"a\",0,0]", "\"keras_history\":[\"d\",0,0]"));
    assertEquals(
        "the model's nodes wait for each other or for layers that are not there: [d]",
        refusal("\"keras_history\":[\"sum\",0,0]", "\"keras_history\":[\"gone\",0,0]"));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Model model = two();
    assertEquals("[[\"a\",0,0],[\"b\",0,0]]", places(model, "input_layers"));
    assertEquals("[[\"sum\",0,0],[\"d\",0,0]]", places(model, "output_layers"));
    assertEquals("[]", layer(model, "a").get("inbound_nodes").toString());
    assertEquals(model.toJson(), Model.fromJson(model.toJson()).toJson());
  }

  @Test
  void argumentsByNameWaitForTheirTensors() {
    KerasTensor x = input("x", 3, 2);
    KerasTensor h = dense(2).name("h").apply(input("h0", 2));
    KerasTensor y = Layers.gru(2).name("g").applyAll(List.of(x), Map.of("initial_state", h)).get(0);
    Model model = new Model(List.of(x, h.source().inputs().get(0)), y).name("m");
    JsonObject node = layer(model, "g").getAsJsonArray("inbound_nodes").get(0).getAsJsonObject();
    assertEquals(
        "{\"class_name\":\"__keras_tensor__\",\"config\":{\"shape\":[null,2],\"dtype\":\"float32\","
            + "\"keras_history\":[\"h\",0,0]}}",
        node.getAsJsonObject("kwargs").get("initial_state").toString());
    assertEquals(model.toJson(), Model.fromJson(model.toJson()).toJson());
    // The layer that waits stands first in the file.
    JsonObject json = JsonParser.parseString(model.toJson()).getAsJsonObject();
    JsonArray layers = json.getAsJsonObject("config").getAsJsonArray("layers");
    JsonArray turned = new JsonArray();
    for (int i = layers.size() - 1; i >= 0; i--) {
      turned.add(layers.get(i));
    }
    json.getAsJsonObject("config").add("layers", turned);
    Model read = Model.fromJson(json.toString());
    assertEquals(model.inputs().size(), read.inputs().size());
    assertEquals(places(model, "output_layers"), places(read, "output_layers"));
  }

  @Test
  void argumentsThatAreNullAreLeftOut() {
    String json = two().toJson();
    String other = json.replace("\"kwargs\":{}", "\"kwargs\":{\"training\":null}");
    assertTrue(!json.equals(other));
    assertEquals(json, Model.fromJson(other).toJson());
  }

  @Test
  void aMaskThatIsNullIsKept() {
    String json = two().toJson().replace("\"kwargs\":{}", "\"kwargs\":{\"mask\":null}");
    assertEquals(json, Model.fromJson(json).toJson());
  }

  @Test
  void aLayerWithoutANameBesideItsConfigurationHasThatOfTheConfiguration() {
    String json = two().toJson();
    JsonObject whole = JsonParser.parseString(json).getAsJsonObject();
    whole
        .getAsJsonObject("config")
        .getAsJsonArray("layers")
        .forEach(layer -> layer.getAsJsonObject().remove("name"));
    assertEquals(json, Model.fromJson(whole.toString()).toJson());
  }

  @Test
  void mapsAndListsOfTensorsAreWrittenAndRead() {
    KerasTensor q = input("q", 3, 2);
    KerasTensor v = input("v", 3, 2);
    Model model =
        new Model(
            Map.of("q", q, "v", v),
            Map.of("out", Layers.attention().name("att").apply(q, v), "plain", v));
    assertEquals(
        JsonParser.parseString("{\"q\":[\"q\",0,0],\"v\":[\"v\",0,0]}"),
        JsonParser.parseString(places(model, "input_layers")));
    Model read = Model.fromJson(model.toJson());
    assertEquals(model.toJson(), read.toJson());
    assertEquals(List.of("out", "plain"), read.outputNames());
  }
}
