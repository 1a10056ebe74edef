package io.trihorn.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Registry;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import java.util.function.UnaryOperator;

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

  /** A model with the layers of another and fresh weights, not compiled: Keras's clone_model. */
  public static Model cloneModel(Model model) {
    return cloneModel(model, Cloning::copy);
  }

  /**
   * A model wired like another, not compiled.
   *
   * @param cloneFunction makes the layer that takes the place of one that is given; called once for
   *     each layer but input layers. It may give a layer as it is, which both models then share in
   *     structure but not in weights' values
   */
  public static Model cloneModel(Model model, UnaryOperator<Layer> cloneFunction) {
    return Cloning.clone(model, cloneFunction);
  }

  /** The layers and what the model is compiled with, as Keras writes them to a file. */
  public static JsonObject toJson(Model model) {
    return toConfig(model);
  }

  /**
   * A model from what Keras writes to a file.
   *
   * @param compile whether to compile it where that says how
   * @throws ConfigException if it is no model, or something in it is unknown
   */
  public static Model fromJson(String json, boolean compile) {
    JsonElement parsed;
    try {
      parsed = JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new ConfigException("a model's configuration should be JSON: " + e.getMessage());
    }
    if (!parsed.isJsonObject()) {
      throw new ConfigException(
          "a model's configuration should be a JSON object, but is " + parsed);
    }
    Model model = fromConfig(parsed);
    JsonElement config = parsed.getAsJsonObject().get("compile_config");
    if (compile && isCompiled(config)) {
      compileAsSaved(model, CompilationConfig.read(config.getAsJsonObject(), model.outputNames()));
    }
    return model;
  }

  /** Compiles a model as a file says, also where there is no backend to train it on. */
  public static void compileAsSaved(Model model, Compilation compilation) {
    model.training().compile(compilation);
  }

  /** Whether there is something to compile with; a null optimizer trains nothing. */
  private static boolean isCompiled(JsonElement config) {
    return config != null
        && config.isJsonObject()
        && !config.getAsJsonObject().isEmpty()
        && !JsonNull.INSTANCE.equals(config.getAsJsonObject().get("optimizer"));
  }

  /** Keras's serialized form of a model. */
  public static JsonObject toConfig(Model model) {
    return Layers.REGISTRY.serialize(model).getAsJsonObject();
  }
}
