package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.layers.Layers;
import io.trihorn.layers.operations.Operations;
import io.trihorn.model.Models;
import io.trihorn.saving.legacy.UnsupportedLayersException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Model configurations of Keras 1 and 2 in Keras 3's form. One pass over the whole model: layers
 * that there is nothing for are gathered and reported together.
 */
public final class LegacyConfig {
  private static final Set<String> FUNCTIONAL =
      Set.of("Model", "Functional", "Container", "Network");
  private static final List<String> NESTED = List.of("layer", "backward_layer", "cell");

  /** Deeper than any model; what a file nests further is no model. */
  private static final int DEEPEST = 100;

  private final Era era;
  private final List<Problem> problems = new ArrayList<>();

  /** The order of axes that the model's layers have, or null. */
  private final JsonElement ordering;

  private int depth;

  private LegacyConfig(Era era, JsonObject model) {
    this.era = era;
    this.ordering = era == Era.KERAS1 ? ordering(model) : null;
  }

  /** The first order of axes in a configuration. */
  private static JsonElement ordering(JsonElement json) {
    Stream<JsonElement> inside = Stream.of();
    if (json.isJsonArray()) {
      inside = json.getAsJsonArray().asList().stream();
    } else if (json.isJsonObject()) {
      JsonElement here = json.getAsJsonObject().get("dim_ordering");
      inside = here != null ? Stream.of() : json.getAsJsonObject().asMap().values().stream();
      if (Json.isText(here)) {
        return here;
      }
    }
    return inside.map(LegacyConfig::ordering).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /**
   * A model's configuration in Keras 3's form.
   *
   * @param model {@code {class_name, config}} as a file of that era has it
   * @throws UnsupportedLayersException if some layers are not known; it lists all of them
   * @throws ConfigException if the configuration is not one of a model
   */
  public static JsonObject toKeras3(JsonObject model, Era era) {
    Models.register();
    LegacyConfig translation = new LegacyConfig(era, model);
    JsonObject result = translation.any(model);
    if (!translation.problems.isEmpty()) {
      throw new UnsupportedLayersException(translation.problems);
    }
    return result;
  }

  Era era() {
    return era;
  }

  /** A model or a layer, {@code {class_name, config, ...}}. */
  JsonObject any(JsonObject serialized) {
    String className = JsonParts.text("class_name", serialized.get("class_name"));
    if (era == Era.KERAS3 && isOperation(className, serialized)) {
      JsonObject operation = serialized.deepCopy();
      operation.addProperty("module", Operations.MODULE);
      return operation;
    }
    if (++depth > DEEPEST) {
      throw new ConfigException("layers are nested more than " + DEEPEST + " deep");
    }
    try {
      if (className.equals("Sequential")) {
        return SequentialForm.toKeras3(this, serialized.get("config"));
      }
      if (FUNCTIONAL.contains(className)) {
        JsonObject config = JsonParts.object("config of " + className, serialized.get("config"));
        return OldValues.serialized("Functional", GraphForm.toKeras3(this, config));
      }
      return layer(className, serialized);
    } finally {
      depth--;
    }
  }

  /** These files name no modules; but every layer, unlike an operation, says if it is trainable. */
  private static boolean isOperation(String className, JsonObject serialized) {
    JsonElement config = serialized.get("config");
    return Operations.REGISTRY.has(className)
        && config != null
        && config.isJsonObject()
        && !config.getAsJsonObject().has("trainable");
  }

  private JsonObject layer(String className, JsonObject serialized) {
    JsonElement given = serialized.get("config");
    JsonObject attributes =
        given == null || given.isJsonNull()
            ? new JsonObject()
            : JsonParts.object("config of " + className, given).deepCopy();
    if (ordering != null && Keras1Rules.ORDERED.contains(className)) {
      attributes.asMap().putIfAbsent("dim_ordering", ordering);
    }
    OldLayer layer = new OldLayer(className, attributes);
    try {
      translate(layer);
    } catch (NotSupportedException e) {
      problems.add(new Problem(layer.name(), className, e.getMessage()));
      return OldValues.serialized("Identity", new JsonObject());
    }
    NESTED.forEach(key -> nested(attributes, key));
    nestedCells(attributes);
    String known = layer.className();
    if (!Layers.REGISTRY.has(known)) {
      int at = known.indexOf('>');
      problems.add(
          new Problem(
              layer.name(),
              className,
              "no such layer is known; register a substitute before loading, by"
                  + " Layers.REGISTRY.addCustom(\""
                  + (at < 0 ? "package" : known.substring(0, at))
                  + "\", \""
                  + known.substring(at + 1)
                  + "\", factory)"));
    }
    JsonObject result = OldValues.serialized(layer.className(), attributes);
    return className.equals("TimeDistributedDense") ? overTime(result) : result;
  }

  private void translate(OldLayer layer) {
    if (era == Era.KERAS1) {
      apply(Keras1Rules.TABLE, layer);
    }
    if (era != Era.KERAS3) {
      apply(Keras2Rules.TABLE, layer);
      Keras2Rules.values(layer);
    } else if (layer.className().equals("Lambda")) {
      OldLambda.apply(layer);
    }
  }

  private static void apply(Map<String, Edit> table, OldLayer layer) {
    Edit edit = table.get(layer.className());
    if (edit != null) {
      edit.apply(layer);
    }
  }

  private void nested(JsonObject attributes, String key) {
    JsonElement inside = attributes.get(key);
    if (inside != null && inside.isJsonObject()) {
      attributes.add(key, any(inside.getAsJsonObject()));
    }
  }

  private void nestedCells(JsonObject attributes) {
    JsonElement cells = attributes.get("cells");
    if (cells != null && cells.isJsonArray()) {
      JsonArray translated = new JsonArray();
      cells.getAsJsonArray().forEach(c -> translated.add(any(JsonParts.object("a cell", c))));
      attributes.add("cells", translated);
    }
  }

  /** Keras 1's {@code TimeDistributedDense}: what it did is {@code TimeDistributed(Dense)} now. */
  private static JsonObject overTime(JsonObject dense) {
    JsonObject config = dense.getAsJsonObject("config");
    JsonObject wrapper = new JsonObject();
    JsonElement name = config.remove("name");
    wrapper.add("name", name == null ? JsonNull.INSTANCE : name);
    wrapper.add("layer", dense);
    return OldValues.serialized("TimeDistributed", wrapper);
  }
}
