package io.trihorn.web;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A weight as a manifest tells of it.
 *
 * @param name its name
 * @param optimizer whether it is an optimizer's variable
 * @param type what it becomes
 * @param stored the type of its elements in the file
 * @param scale what a number in the file is multiplied by
 * @param min what is added then
 */
record StoredWeight(
    String name, boolean optimizer, TensorType type, DataType stored, double scale, double min) {
  private static final Map<String, DataType> TYPES =
      Map.of("float32", DataType.FLOAT32, "int32", DataType.INT32, "bool", DataType.BOOLEAN);

  /** What floats may be packed into. */
  private static final Map<String, DataType> PACKED =
      Map.of("uint8", DataType.UINT8, "uint16", DataType.UINT16, "float16", DataType.FLOAT16);

  static StoredWeight of(JsonElement json) {
    JsonObject spec = JsonParts.object("a weight", json);
    String name = JsonParts.text("a weight", spec, "name");
    String what = "weight '" + name + "'";
    JsonArray shape = JsonParts.array(what, spec, "shape");
    long[] dims = new long[shape.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = JsonParts.index("an extent of " + what, shape.get(i));
    }
    DataType dtype = known(what, TYPES, JsonParts.text(what, spec, "dtype"));
    JsonElement group = spec.get("group");
    boolean optimizer =
        group != null && JsonParts.text("the group of " + what, group).equals("optimizer");
    TensorType type = TensorType.of(dtype, dims);
    if (!spec.has("quantization")) {
      return new StoredWeight(name, optimizer, type, dtype, 1, 0);
    }
    JsonObject packing = JsonParts.object(what, spec, "quantization");
    DataType packed = known(what, PACKED, JsonParts.text(what, packing, "dtype"));
    return new StoredWeight(
        name, optimizer, type, packed, number(packing, "scale", 1), number(packing, "min", 0));
  }

  private static DataType known(String what, Map<String, DataType> types, String name) {
    DataType type = types.get(name);
    if (type == null) {
      throw new ConfigException(
          what + " is of the type " + name + "; those that can be read are " + types.keySet());
    }
    return type;
  }

  private static double number(JsonObject json, String key, double otherwise) {
    JsonElement e = json.get(key);
    if (e == null) {
      return otherwise;
    }
    if (!e.isJsonPrimitive() || !e.getAsJsonPrimitive().isNumber()) {
      throw new ConfigException("a quantization's " + key + " should be a number, but is " + e);
    }
    return e.getAsDouble();
  }

  /** Under what a map of all has it. */
  String key() {
    return optimizer ? Shards.OPTIMIZER + name : name;
  }

  /** How many bytes it takes in the file. */
  long bytes() {
    long count = 1;
    for (long dim : type.dims()) {
      count = Math.multiplyExact(count, dim);
    }
    return Math.multiplyExact(count, stored.getNumOfBytes());
  }

  /** Its value, from the bytes that come next. */
  TensorData take(ByteBuffer bytes) {
    ByteBuffer mine = bytes.slice(bytes.position(), (int) bytes());
    bytes.position(bytes.position() + (int) bytes());
    TensorData raw = TensorData.zeros(TensorType.of(stored, type.dims()));
    raw.bytes().put(mine);
    if (stored == type.dtype()) {
      return raw;
    }
    TensorData value = TensorData.zeros(type);
    for (int i = 0; i < value.size(); i++) {
      value.setDouble(i, raw.getDouble(i) * scale + min);
    }
    return value;
  }
}
