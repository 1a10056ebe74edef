package io.trihorn.config;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.List;

/**
 * An array among the arguments of a layer or an operation.
 *
 * @param data the elements
 * @param numpy whether Keras had it as an array of NumPy's, else as a tensor; files tell them apart
 */
public record Constant(TensorData data, boolean numpy) {
  static final String NUMPY = "__numpy__";
  static final String TENSOR = "__tensor__";

  /** An array. */
  public static Constant of(TensorData data) {
    return new Constant(data, true);
  }

  static Constant read(JsonObject json) {
    JsonObject config = json.getAsJsonObject("config");
    List<Long> dims = new ArrayList<>();
    List<JsonElement> elements = new ArrayList<>();
    flatten(config.get("value"), 0, dims, elements);
    DataType dtype = DTypes.parse(config.get("dtype").getAsString());
    long[] extents = dims.stream().mapToLong(Long::longValue).toArray();
    TensorData data = TensorData.zeros(TensorType.of(dtype, extents));
    if (data.size() != elements.size()) {
      throw new ConfigException("a constant's rows differ in their lengths: " + json);
    }
    for (int i = 0; i < elements.size(); i++) {
      JsonElement e = elements.get(i);
      if (dtype == DataType.INT64) {
        data.setLong(i, e.getAsLong());
      } else if (dtype == DataType.BOOLEAN) {
        data.setLong(i, e.getAsBoolean() ? 1 : 0);
      } else {
        data.setDouble(i, Config.number(e));
      }
    }
    return new Constant(data, json.get("class_name").getAsString().equals(NUMPY));
  }

  private static void flatten(
      JsonElement json, int depth, List<Long> dims, List<JsonElement> elements) {
    if (!json.isJsonArray()) {
      elements.add(json);
      return;
    }
    if (dims.size() == depth) {
      dims.add((long) json.getAsJsonArray().size());
    }
    json.getAsJsonArray().forEach(e -> flatten(e, depth + 1, dims, elements));
  }

  JsonObject toJson() {
    JsonObject config = new JsonObject();
    config.add("value", nested(0, 0, data.size()));
    config.addProperty("dtype", DTypes.name(data.dtype()));
    JsonObject json = new JsonObject();
    json.addProperty("class_name", numpy ? NUMPY : TENSOR);
    json.add("config", config);
    return json;
  }

  private JsonElement nested(int axis, long from, long count) {
    if (axis == data.type().rank()) {
      return element(from);
    }
    JsonArray array = new JsonArray();
    long extent = data.type().dim(axis);
    for (long i = 0; i < extent; i++) {
      array.add(nested(axis + 1, from + i * (count / extent), count / extent));
    }
    return array;
  }

  private JsonPrimitive element(long i) {
    if (data.dtype() == DataType.BOOLEAN) {
      return new JsonPrimitive(data.getLong(i) != 0);
    }
    return data.dtype().isFloating()
        ? new JsonPrimitive(data.getDouble(i))
        : new JsonPrimitive(data.getLong(i));
  }
}
