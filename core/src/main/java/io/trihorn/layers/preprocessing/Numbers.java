package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers given as an attribute: one, or an array of them, in JSON a number or nested lists.
 *
 * @param data float64
 */
record Numbers(TensorData data) {
  static Numbers of(double... values) {
    return new Numbers(
        values.length == 1 ? TensorData.scalar(DataType.FLOAT64, values[0]) : vector(values));
  }

  private static TensorData vector(double... values) {
    return TensorData.of(values, values.length);
  }

  /** An attribute; null stays null. */
  static Numbers configure(Config config, String key, Numbers value) {
    return config.value(key, value, n -> n.json(0, 0), e -> read(key, e));
  }

  /** As constants of a tensor's element type. */
  Tensor like(Tensor x) {
    return x.constant(data.cast(x.dtype()));
  }

  private JsonElement json(int axis, int row) {
    Shape shape = data.shape();
    if (axis == shape.dimension()) {
      return new JsonPrimitive(data.getDouble(row));
    }
    int extent = Math.toIntExact(shape.get(axis));
    JsonArray array = new JsonArray();
    for (int i = 0; i < extent; i++) {
      array.add(json(axis + 1, row * extent + i));
    }
    return array;
  }

  private static Numbers read(String key, JsonElement json) {
    List<Double> values = new ArrayList<>();
    collect(json, values);
    List<Long> dims = new ArrayList<>();
    for (JsonElement e = json;
        e.isJsonArray() && !e.getAsJsonArray().isEmpty();
        e = e.getAsJsonArray().get(0)) {
      dims.add((long) e.getAsJsonArray().size());
    }
    long[] shape = dims.stream().mapToLong(d -> d).toArray();
    if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != values.size()) {
      throw new ConfigException(
          "'" + key + "' should be a number or rows of equal length: " + json);
    }
    return new Numbers(
        TensorData.of(values.stream().mapToDouble(d -> d).toArray(), values.size()).reshape(shape));
  }

  private static void collect(JsonElement json, List<Double> values) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(e -> collect(e, values));
    } else {
      values.add(Config.number(json));
    }
  }
}
