package io.trihorn.features;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.Layers;
import io.trihorn.layers.preprocessing.text.LookupLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A space as Keras writes it: features and crosses are objects of Keras's own module. */
final class FeatureSpaceConfig {
  private static final String NAME = "FeatureSpace";
  private static final String MODULE = "keras.src.layers.preprocessing.feature_space";

  /** The layer that leaves numbers as they are. */
  private static final String IDENTITY = "TFDIdentity";

  /** Sizes that Keras gives features named by a text only; here each has its own. */
  private static final List<String> SIZES =
      List.of("crossing_dim", "hashing_dim", "num_discretization_bins");

  private static final int DEFAULT_SIZE = 32;

  private FeatureSpaceConfig() {}

  static JsonObject write(FeatureSpace space) {
    JsonObject features = new JsonObject();
    JsonObject built = new JsonObject();
    space
        .features()
        .forEach(
            (name, feature) -> {
              features.add(name, hidden("Feature", feature(name, feature)));
              built.add(name, built(feature));
            });
    JsonArray crosses = new JsonArray();
    space.crosses().forEach(cross -> crosses.add(hidden("Cross", cross(cross))));
    JsonObject config = new JsonObject();
    config.add("features", features);
    config.addProperty("output_mode", space.outputMode());
    config.add("crosses", crosses);
    SIZES.forEach(size -> config.addProperty(size, DEFAULT_SIZE));
    JsonObject json = new JsonObject();
    json.addProperty("module", "keras.utils");
    json.addProperty("class_name", NAME);
    json.add("config", config);
    json.add("registered_name", JsonNull.INSTANCE);
    json.add("build_config", built);
    return json;
  }

  private static JsonObject feature(String name, Feature feature) {
    JsonObject config = new JsonObject();
    config.addProperty("dtype", feature.dtype());
    config.add(
        "preprocessor",
        feature.preprocessor() == null
            ? identity(name)
            : Layers.REGISTRY.serialize(feature.preprocessor()));
    config.addProperty("output_mode", feature.outputMode());
    return config;
  }

  private static JsonObject identity(String column) {
    JsonObject config = new JsonObject();
    config.addProperty("name", column + "_preprocessor");
    config.addProperty("dtype", "float32");
    config.addProperty("trainable", true);
    return hidden(IDENTITY, config);
  }

  private static JsonObject cross(FeatureSpace.Cross cross) {
    JsonArray names = new JsonArray();
    cross.columns().forEach(names::add);
    JsonObject config = new JsonObject();
    config.add("feature_names", names);
    config.addProperty("crossing_dim", cross.dim());
    config.addProperty("output_mode", cross.outputMode());
    return config;
  }

  /** Lookups are built when Keras makes them; the others for a column. */
  private static JsonObject built(Feature feature) {
    JsonObject built = new JsonObject();
    if (!(feature.preprocessor() instanceof LookupLayer<?, ?>)) {
      JsonArray column = new JsonArray();
      column.add(JsonNull.INSTANCE);
      column.add(1);
      built.add("input_shape", column);
    }
    return built;
  }

  private static JsonObject hidden(String name, JsonObject config) {
    JsonObject json = new JsonObject();
    json.addProperty("module", MODULE);
    json.addProperty("class_name", name);
    json.add("config", config);
    json.addProperty("registered_name", name);
    return json;
  }

  static FeatureSpace read(JsonObject serialized) {
    JsonObject config = config(NAME, serialized);
    Map<String, Feature> features = new LinkedHashMap<>();
    config
        .getAsJsonObject("features")
        .entrySet()
        .forEach(entry -> features.put(entry.getKey(), feature(entry.getValue())));
    FeatureSpace space = new FeatureSpace(features);
    space.outputMode(config.get("output_mode").getAsString());
    for (JsonElement e : config.getAsJsonArray("crosses")) {
      JsonObject cross = config("Cross", e);
      List<String> columns = new ArrayList<>();
      cross.getAsJsonArray("feature_names").forEach(name -> columns.add(name.getAsString()));
      space.cross(
          columns, cross.get("crossing_dim").getAsInt(), cross.get("output_mode").getAsString());
    }
    return space;
  }

  private static Feature feature(JsonElement serialized) {
    JsonObject config = config("Feature", serialized);
    JsonElement layer = config.get("preprocessor");
    boolean identity =
        layer.isJsonObject()
            && layer.getAsJsonObject().get("class_name").getAsString().equals(IDENTITY);
    return Feature.feature(
        config.get("dtype").getAsString(),
        identity ? null : Layers.REGISTRY.deserialize(layer),
        config.get("output_mode").getAsString());
  }

  /** The attributes of an object that should be of a class. */
  private static JsonObject config(String name, JsonElement serialized) {
    JsonElement found =
        serialized.isJsonObject() ? serialized.getAsJsonObject().get("class_name") : null;
    if (found == null || !found.isJsonPrimitive() || !found.getAsString().equals(name)) {
      throw new ConfigException("FeatureSpace: expected a " + name + ", but got " + found);
    }
    return serialized.getAsJsonObject().getAsJsonObject("config");
  }
}
