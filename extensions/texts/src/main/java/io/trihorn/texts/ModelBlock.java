package io.trihorn.texts;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.trihorn.layers.Layers;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Models;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The model of a text: what {@code Model.toJson} writes, with as few attributes as one likes. */
final class ModelBlock {
  private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");
  private static final Set<String> INSIDE = Set.of("layer", "cell", "backward_layer");

  private final Map<String, Place> layers = new HashMap<>();

  /** Where each layer begins, and its place among the layers. */
  private final TreeMap<Place, String> paths = new TreeMap<>();

  private ModelBlock() {}

  /**
   * The model.
   *
   * @throws TextException if it is none, with the place of the layer that is wrong
   */
  static Model read(Block block) {
    ModelBlock reading = new ModelBlock();
    try {
      return reading.model(block);
    } catch (TextException e) {
      Map.Entry<Place, String> layer =
          reading.paths.floorEntry(new Place("", e.line(), e.column()));
      throw layer == null ? e : e.inLayer(layer.getValue());
    }
  }

  private Model model(Block block) {
    Models.register();
    check("the model", "", block);
    JsonObject json = Plain.json(block).getAsJsonObject();
    json.remove("compile_config");
    try {
      Model model = Models.fromConfig(json);
      model.layers();
      return model;
    } catch (TextException e) {
      throw e;
    } catch (ModelException | IllegalArgumentException e) {
      throw place(block, json, e).wrong(String.valueOf(e.getMessage()), e);
    } catch (UnsupportedOperationException
        | IndexOutOfBoundsException
        | ArithmeticException
        | NullPointerException
        | ClassCastException e) {
      throw block.place().wrong("the model does not make sense: " + e, e);
    }
  }

  /**
   * Looks at a model's layers one by one.
   *
   * @param prefix what the paths of its layers begin with
   */
  private void check(String what, String prefix, Block block) {
    Map<String, Block> fields = block.fields(what);
    Block className = fields.get("class_name");
    if (className == null || !MODELS.contains(className.text("class_name"))) {
      throw (className == null ? block : className)
          .place()
          .wrong(what + " needs a class_name of " + Block.sorted(MODELS));
    }
    Block config = fields.get("config");
    if (config == null) {
      throw block.place().wrong(what + " needs a config with its layers");
    }
    Block list = config.fields("config of " + what).get("layers");
    if (list == null) {
      throw config.place().wrong("the config of " + what + " needs layers");
    }
    int index = 0;
    for (Block layer : list.items("layers of " + what)) {
      layer(index, prefix + index, layer);
      index++;
    }
  }

  private void layer(int index, String path, Block block) {
    paths.putIfAbsent(block.place(), path);
    Map<String, Block> fields = block.fields("layer " + index);
    Block className = fields.get("class_name");
    String name = name(fields);
    String what =
        "layer %s (%s)"
            .formatted(
                name == null ? index : "'" + name + "'",
                className == null ? "of no class" : className.value());
    if (name != null) {
      layers.put(name, block.place());
    }
    if (className != null && MODELS.contains(String.valueOf(className.value()))) {
      check(what, path + "/", block);
      return;
    }
    Plain.attributes(what, block, Layers.REGISTRY);
    Block config = fields.get("config");
    if (config != null && config.value() != null) {
      for (String key : INSIDE) {
        Block inside = config.fields("config").get(key);
        if (inside != null && inside.value() instanceof Map<?, ?>) {
          layer(0, path, inside);
        }
      }
    }
    Plain.at(what, block, () -> Layers.REGISTRY.deserialize(Plain.json(block)));
  }

  private static String name(Map<String, Block> fields) {
    Block name = fields.get("name");
    Block config = fields.get("config");
    if (name == null && config != null && config.value() instanceof Map<?, ?>) {
      name = config.fields("config").get("name");
    }
    return name != null && name.value() instanceof String text ? text : null;
  }

  /** The layer that an error of the whole model is about. */
  private Place place(Block block, JsonObject json, RuntimeException error) {
    String message = String.valueOf(error.getMessage());
    for (Map.Entry<String, Place> layer : layers.entrySet()) {
      if (message.contains("'" + layer.getKey() + "'")) {
        return layer.getValue();
      }
    }
    return isStack(json) ? first(block, json) : block.place();
  }

  private static boolean isStack(JsonObject layer) {
    return layer.get("class_name").getAsString().equals("Sequential");
  }

  /** The first layer of a stack with which it fails. */
  private static Place first(Block block, JsonObject json) {
    List<Block> layers = block.fields("it").get("config").fields("it").get("layers").items("it");
    JsonObject part = json.deepCopy();
    JsonArray stack = new JsonArray();
    part.getAsJsonObject("config").add("layers", stack);
    JsonArray all = json.getAsJsonObject("config").getAsJsonArray("layers");
    for (int i = 0; i < layers.size(); i++) {
      stack.add(all.get(i));
      if (fails(part)) {
        JsonObject layer = all.get(i).getAsJsonObject();
        // A stack inside may fail by itself.
        return isStack(layer) && fails(layer) ? first(layers.get(i), layer) : layers.get(i).place();
      }
    }
    return block.place();
  }

  private static boolean fails(JsonObject model) {
    try {
      Models.fromConfig(model).close();
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }
}
