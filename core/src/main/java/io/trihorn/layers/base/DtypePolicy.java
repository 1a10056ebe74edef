package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.JsonParts;
import io.trihorn.ops.DTypes;

/**
 * The element types a layer works in: Keras's dtype policy.
 *
 * @param name {@code float32}, {@code float64}, {@code mixed_float16}, {@code mixed_bfloat16}, ...
 * @param compute what the layer computes in; floating inputs are converted to it
 * @param variable what its weights are stored in
 */
public record DtypePolicy(String name, DataType compute, DataType variable) {
  /** The default: float32 throughout. */
  public static final DtypePolicy FLOAT32 = of("float32");

  /** The policy of Keras's name. */
  public static DtypePolicy of(String name) {
    if (name.startsWith("mixed_")) {
      return new DtypePolicy(name, DTypes.parse(name.substring(6)), DataType.FLOAT32);
    }
    DataType dtype = DTypes.parse(name);
    return new DtypePolicy(name, dtype, dtype);
  }

  /** Keras's serialized form. */
  public JsonElement toJson() {
    JsonObject config = new JsonObject();
    config.addProperty("name", name);
    JsonObject json = new JsonObject();
    json.addProperty("module", "keras");
    json.addProperty("class_name", "DTypePolicy");
    json.add("config", config);
    json.add("registered_name", JsonNull.INSTANCE);
    return json;
  }

  /** The policy from Keras's serialized form or its bare name. */
  public static DtypePolicy parse(JsonElement json) {
    if (json.isJsonPrimitive()) {
      return of(json.getAsString());
    }
    JsonObject config = JsonParts.object("a dtype policy", json, "config");
    return of(JsonParts.text("a dtype policy", config, "name"));
  }
}
