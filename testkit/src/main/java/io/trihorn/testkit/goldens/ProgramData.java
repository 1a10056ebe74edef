package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The data that actions of a program name. */
final class ProgramData {
  private final Npz arrays;

  ProgramData(Npz arrays) {
    this.arrays = arrays;
  }

  /** An array of the case. */
  TensorData array(String name) {
    return arrays.get(name);
  }

  /** Arrays, lists and maps of them, as the model takes them. */
  Object values(JsonElement e) {
    if (e.isJsonArray()) {
      return e.getAsJsonArray().asList().stream().map(this::values).toList();
    }
    JsonObject json = e.getAsJsonObject();
    if (json.has("array")) {
      return array(json.get("array").getAsString());
    }
    Map<String, Object> named = new LinkedHashMap<>();
    json.entrySet().forEach(entry -> named.put(entry.getKey(), values(entry.getValue())));
    return named;
  }

  /** The data of {@code x}, {@code y} and {@code sample_weight} of an action. */
  Dataset dataset(JsonObject action) {
    JsonElement x = action.get("x");
    if (x.isJsonObject()
        && (x.getAsJsonObject().has("batches") || x.getAsJsonObject().has("dataset"))) {
      return batches(x.getAsJsonObject());
    }
    return rows(x, action.get("y"), action.get("sample_weight"));
  }

  /** Rows of inputs, targets and weights; the last two may be missing. */
  Dataset rows(JsonElement x, JsonElement y, JsonElement weights) {
    if (y == null || y.isJsonNull()) {
      return Dataset.of(values(x));
    }
    if (weights == null || weights.isJsonNull()) {
      return Dataset.of(values(x), values(y));
    }
    return Dataset.of(values(x), values(y), values(weights));
  }

  /** Data that come in batches of their own. */
  private Dataset batches(JsonObject json) {
    boolean generator = json.has("batches");
    JsonArray list = json.getAsJsonArray(generator ? "batches" : "dataset");
    String forever = generator ? "forever" : "repeat";
    boolean endless = json.has(forever) && json.get(forever).getAsBoolean();
    List<Batch> batches = new ArrayList<>();
    for (JsonElement e : list) {
      JsonArray parts = e.getAsJsonArray();
      batches.add(
          rows(
                  parts.get(0),
                  parts.size() > 1 ? parts.get(1) : null,
                  parts.size() > 2 ? parts.get(2) : null)
              .toBatch());
    }
    return Dataset.ofBatches(
        () -> endless ? Stream.generate(batches::stream).flatMap(b -> b) : batches.stream());
  }

  /** Weights of classes; empty where there are none. */
  static Map<Integer, Double> classWeight(JsonObject action) {
    Map<Integer, Double> weights = new TreeMap<>();
    if (action.has("class_weight") && action.get("class_weight").isJsonObject()) {
      action
          .getAsJsonObject("class_weight")
          .getAsJsonObject("int_keys")
          .entrySet()
          .forEach(e -> weights.put(Integer.valueOf(e.getKey()), e.getValue().getAsDouble()));
    }
    return weights;
  }
}
