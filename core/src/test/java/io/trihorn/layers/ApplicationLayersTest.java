package io.trihorn.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.Batch;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.LayerMap;
import io.trihorn.model.Model;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layers that Keras's applications keep for themselves. */
class ApplicationLayersTest {
  private static Layer read(String module, String name, String config) {
    String json =
        "{'module':'keras.src.applications.%s','class_name':'%s','registered_name':'%s','config':{%s}}"
            .formatted(module, name, name, config);
    JsonObject object = JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
    Layer layer = Layers.REGISTRY.deserialize(object);
    JsonObject written = Layers.REGISTRY.serialize(layer).getAsJsonObject();
    for (String key : List.of("module", "class_name", "registered_name")) {
      assertEquals(object.get(key), written.get(key));
    }
    object
        .getAsJsonObject("config")
        .entrySet()
        .forEach(
            e -> assertEquals(e.getValue(), written.getAsJsonObject("config").get(e.getKey())));
    return layer;
  }

  @Test
  void aBlocksEndAsKerasWritesIt() {
    Layer scale = read("convnext", "LayerScale", "'init_values':0.25,'projection_dim':2");
    Layer depth = read("convnext", "StochasticDepth", "'drop_path_rate':0.3");
    Layer end = read("inception_resnet_v2", "CustomScaleLayer", "'scale':0.5");
    KerasTensor x = Layers.inputTensor(2);
    try (Model model = new Model(x, end.apply(x, depth.apply(scale.apply(x))))) {
      TensorData y =
          model.on("reference").predictOnBatch(TensorData.of(new float[] {8, -16}, 1, 2)).get(0);
      assertEquals(TensorData.of(new float[] {9, -18}, 1, 2), y);
    }
  }

  @Test
  void samplesAreDroppedWholeAndTheOthersGrow() {
    int rows = 2000;
    float[] ones = new float[rows * 3];
    Arrays.fill(ones, 1);
    try (LayerMap map = LayerMap.of(Layers.stochasticDepth(0.25)).on("reference")) {
      TensorData y =
          map.apply(new Batch(List.of(TensorData.of(ones, rows, 3)), List.of(), List.of()))
              .inputs()
              .get(0);
      int kept = 0;
      for (int i = 0; i < rows; i++) {
        double first = y.getDouble(3 * i);
        assertTrue(first == 0 || Math.abs(first - 1 / 0.75) < 1e-6);
        assertEquals(first, y.getDouble(3 * i + 1));
        assertEquals(first, y.getDouble(3 * i + 2));
        kept += first == 0 ? 0 : 1;
      }
      assertEquals(0.75, kept / (double) rows, 0.03);
    }
  }
}
