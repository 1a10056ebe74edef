package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import java.util.List;
import java.util.Set;

/**
 * What a layer was built for, as Keras writes it beside a layer's configuration: {@code
 * build_config}.
 */
final class BuildConfig {
  /** Layers that Keras builds when it makes them, and which therefore have none. */
  private static final Set<String> BUILT_WHEN_MADE =
      Set.of(
          "Activation",
          "ActivityRegularization",
          "AlphaDropout",
          "Dropout",
          "ELU",
          "GaussianDropout",
          "GaussianNoise",
          "Identity",
          "InputLayer",
          "LeakyReLU",
          "Masking",
          "ReLU",
          "Reshape",
          "Softmax",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "SpatialDropout3D",
          "UnitNormalization");

  private BuildConfig() {}

  /** The build configuration, or null where Keras writes none. */
  static JsonObject of(Layer layer) {
    String name = layer.className();
    if (!layer.isBuilt() || BUILT_WHEN_MADE.contains(name) || name.contains("Pooling")) {
      return null;
    }
    List<Shape> shapes = layer.buildShapes();
    List<String> names = layer.inputNames();
    JsonObject json = new JsonObject();
    if (shapes.size() > 1 && !names.isEmpty()) {
      JsonObject byName = new JsonObject();
      for (int i = 0; i < Math.min(shapes.size(), names.size()); i++) {
        byName.add(names.get(i) + "_shape", Config.toJson(shapes.get(i)));
      }
      json.add("shapes_dict", byName);
    } else if (shapes.size() == 1) {
      json.add("input_shape", Config.toJson(shapes.get(0)));
    } else {
      JsonArray list = new JsonArray();
      shapes.forEach(shape -> list.add(Config.toJson(shape)));
      json.add("input_shape", list);
    }
    return json;
  }

  /**
   * The only shape that a layer was built for, of what {@link #of} made; null where there is none.
   */
  static Shape shape(JsonObject serialized) {
    if (!(serialized.get("build_config") instanceof JsonObject json)
        || !(json.get("input_shape") instanceof JsonArray dims)
        || dims.isEmpty()
        || dims.asList().stream().anyMatch(JsonElement::isJsonArray)) {
      return null;
    }
    return Config.toShape(dims);
  }
}
