package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.saving.hdf5.Hdf5Exception;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the legacy {@code .h5} layout as Keras 3 does: {@code model_config}, {@code
 * training_config}, and the groups {@code model_weights} and {@code optimizer_weights}.
 */
public final class LegacyWriter {
  /** The Keras whose layout this is; one that reads it takes weights in this version's order. */
  private static final String VERSION = "3.15.1";

  /** Whose order of kernel axes the weights have. */
  private static final String BACKEND = "tensorflow";

  private LegacyWriter() {}

  /**
   * Writes a whole model to this path; it does not see to it that the file appears at once.
   *
   * @param includeOptimizer whether to write what the model was compiled with, and the state of the
   *     optimizer
   * @throws Hdf5Exception if the file cannot be written
   */
  public static void write(Model model, Path file, boolean includeOptimizer) {
    JsonObject serialized = Models.toConfig(model);
    JsonObject training = null;
    List<StoredArray> state = List.of();
    if (includeOptimizer && model.compilation() != null) {
      training = serialized.getAsJsonObject("compile_config").deepCopy();
      JsonObject optimizer = training.remove("optimizer").getAsJsonObject();
      training.add("optimizer_config", plain(optimizer));
      state = state(model);
    }
    write(
        new StoredModel(
            VERSION, BACKEND, config(serialized), training, layers(model), List.of(), state),
        file);
  }

  /**
   * Writes the weights alone, the groups of the layers at the root.
   *
   * @throws Hdf5Exception if the file cannot be written
   */
  public static void writeWeights(Model model, Path file) {
    write(new StoredModel(VERSION, BACKEND, null, null, layers(model), List.of(), List.of()), file);
  }

  private static void write(StoredModel stored, Path file) {
    Hdf5Group root = new Hdf5Group();
    LegacyLayout.write(stored, root);
    Hdf5Writer.write(root, file);
  }

  private static List<StoredLayer> layers(Model model) {
    Map<Weight, String> paths = WeightPaths.of(model);
    Map<Weight, TensorData> values = new HashMap<>();
    List<TensorData> all = model.weightValues();
    for (int i = 0; i < all.size(); i++) {
      values.put(model.weights().get(i), all.get(i));
    }
    List<StoredLayer> layers = new ArrayList<>();
    for (Layer layer : model.layers()) {
      List<StoredArray> arrays =
          WeightOrder.of(layer, Era.KERAS3).stream()
              .flatMap(part -> part.weights().stream())
              .map(w -> new StoredArray(paths.get(w), values.get(w)))
              .toList();
      layers.add(new StoredLayer(layer.name(), arrays));
    }
    return layers;
  }

  private static List<StoredArray> state(Model model) {
    List<TensorData> values = model.optimizerValues();
    List<String> names =
        SlotPaths.of(model.optimizer(), model.optimizer().trained(), WeightPaths.of(model));
    List<StoredArray> state = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      state.add(new StoredArray(names.get(i), values.get(i)));
    }
    return state;
  }

  /** A model's configuration, where layers have a class and attributes and no module. */
  private static JsonObject config(JsonObject model) {
    JsonObject result = plain(model);
    JsonObject config = result.getAsJsonObject("config");
    JsonArray layers = new JsonArray();
    for (JsonElement e : config.getAsJsonArray("layers")) {
      JsonObject layer = e.getAsJsonObject();
      boolean nested = layer.getAsJsonObject("config").get("layers") instanceof JsonArray;
      JsonObject written = nested ? config(layer) : plain(layer);
      for (String wiring : List.of("name", "inbound_nodes")) {
        if (layer.has(wiring)) {
          written.add(wiring, layer.get(wiring));
        }
      }
      layers.add(written);
    }
    config.add("layers", layers);
    return result;
  }

  private static JsonObject plain(JsonObject serialized) {
    JsonElement registered = serialized.get("registered_name");
    boolean custom = Json.isText(registered) && registered.getAsString().contains(">");
    JsonElement className = custom ? registered : serialized.get("class_name");
    return OldValues.serialized(
        className.getAsString(), serialized.getAsJsonObject("config").deepCopy());
  }
}
