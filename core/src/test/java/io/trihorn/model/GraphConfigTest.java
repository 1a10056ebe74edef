package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import java.util.List;
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
}
