package io.trihorn.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Registry;
import io.trihorn.layers.Layer;
import io.trihorn.layers.Layers;

/**
 * Models from their configuration; models nest as layers do, so they are known by name like layers.
 */
public final class Models {
  static {
    Registry<Layer> registry = Layers.REGISTRY;
    registry.add("Functional", Model::new, "Model");
    registry.add("Sequential", Sequential::new);
  }

  private Models() {}

  /** Makes sure that models can be read where layers are. */
  public static void register() {
    // The work is done when the class is loaded.
  }

  /**
   * A model from Keras's serialized form {@code {class_name, config, ...}}.
   *
   * @throws ConfigException if it is no model, or something in it is unknown
   */
  public static Model fromConfig(JsonElement serialized) {
    Layer layer = Layers.REGISTRY.deserialize(serialized);
    if (layer instanceof Model model) {
      return model;
    }
    throw new ConfigException("expected a model, but this is " + layer);
  }

  /** Keras's serialized form of a model. */
  public static JsonObject toConfig(Model model) {
    return Layers.REGISTRY.serialize(model).getAsJsonObject();
  }
}
