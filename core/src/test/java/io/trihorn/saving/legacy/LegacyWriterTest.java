package io.trihorn.saving.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.layers.Layers;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Compilation;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.LoadWeights;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyWriterTest {
  @TempDir private Path folder;

  private static Sequential model(String first, int units) {
    Sequential model =
        new Sequential(
            new InputLayer(3),
            Layers.dense(4).name(first),
            Layers.dropout(0.5).name("drop"),
            Layers.dense(units).name("out"));
    model.assignName("net");
    return model;
  }

  /** Keras 3's own files, of which the reference data are, have these names and attributes. */
  @Test
  void theLayoutIsKeras3s() {
    Sequential model = model("a", 2);
    model
        .on("reference")
        .compile(new Compilation(Optimizers.adam(0.01)).loss("mse").metrics("mae"));
    Path file = folder.resolve("model.h5");
    Saving.saveModel(model, file);
    try (Hdf5File read = Hdf5File.open(file)) {
      Hdf5Group root = read.root();
      JsonObject config = JsonParser.parseString(root.text("model_config")).getAsJsonObject();
      assertEquals(Set.of("class_name", "config"), config.keySet());
      JsonObject layer =
          config.getAsJsonObject("config").getAsJsonArray("layers").get(1).getAsJsonObject();
      assertEquals(Set.of("class_name", "config"), layer.keySet());
      JsonObject training = JsonParser.parseString(root.text("training_config")).getAsJsonObject();
      assertEquals("mse", training.get("loss").getAsString());
      assertEquals(
          "Adam", training.getAsJsonObject("optimizer_config").get("class_name").getAsString());
      Hdf5Group weights = root.group("model_weights");
      assertEquals(List.of("a", "drop", "out"), weights.texts("layer_names"));
      assertEquals(List.of("net/a/kernel", "net/a/bias"), weights.group("a").texts("weight_names"));
      assertEquals(List.of(), weights.group("drop").texts("weight_names"));
      assertEquals(List.of(), weights.group("top_level_model_weights").texts("weight_names"));
      assertTrue(weights.hasDataset("out/net/out/kernel"));
      List<String> state = root.group("optimizer_weights").texts("weight_names");
      assertEquals(
          List.of("adam/iteration", "adam/learning_rate", "adam/net_a_kernel_momentum"),
          state.subList(0, 3));
    }
  }

  @Test
  void weightsAloneGoByPlaceAndByName() {
    Sequential saved = model("a", 2);
    Path file = folder.resolve("weights.h5");
    Saving.saveWeights(saved, file);
    Sequential other = model("b", 2);
    other.seed(9);
    Saving.loadWeights(other, file);
    assertEquals(saved.weightValues(), other.weightValues());

    Sequential third = model("b", 2);
    third.seed(9);
    var first = third.weightValues();
    Saving.loadWeights(third, file, LoadWeights.DEFAULT.matchingNames());
    assertEquals(first.get(0), third.weightValues().get(0), "no layer of this name in the file");
    assertEquals(saved.weightValues().get(2), third.weightValues().get(2));
  }

  @Test
  void layersOfOtherShapesAreAnErrorOrSkipped() {
    Sequential saved = model("a", 2);
    Path file = folder.resolve("weights.h5");
    Saving.saveWeights(saved, file);
    Sequential wider = model("a", 5);
    SavingException e = assertThrows(SavingException.class, () -> Saving.loadWeights(wider, file));
    assertTrue(e.getMessage().contains("'out'"), e.getMessage());
    Map<String, String> skipped =
        Saving.loadWeights(wider, file, LoadWeights.DEFAULT.skippingMismatch());
    assertEquals(Set.of("out"), skipped.keySet());
    assertEquals(saved.weightValues().get(0), wider.weightValues().get(0));
  }

  @Test
  void manyLayersHaveTheirNamesInParts() {
    Hdf5Group group = new Hdf5Group();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      names.add("a_layer_of_a_very_deep_network_" + i);
    }
    ChunkedNames.write(group, "layer_names", names);
    assertFalse(group.hasAttribute("layer_names"));
    assertTrue(group.hasAttribute("layer_names1"));
    assertEquals(names, ChunkedNames.read(group, "layer_names"));
  }
}
