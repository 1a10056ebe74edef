package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.data.Dataset;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The call of one case of {@code data}.
 *
 * @param json the case
 * @param arrays its arrays
 * @param folder what paths are relative to
 * @param program where functions of tensors are traced
 * @param backend the name of what computes
 * @param printed what is said meanwhile
 */
record DataCall(
    JsonObject json,
    Npz arrays,
    Path folder,
    GoldenProgram program,
    String backend,
    StringBuilder printed) {
  /** Whether there is an argument with this place. */
  boolean has(int place) {
    return place < json.getAsJsonArray("args").size();
  }

  JsonElement positional(int place) {
    return json.getAsJsonArray("args").get(place);
  }

  /** An argument by name that is there and not null; else null. */
  JsonElement named(String name) {
    JsonElement e = json.getAsJsonObject("kwargs").get(name);
    return e == null || e.isJsonNull() ? null : e;
  }

  /** Whether an argument is given as null. */
  boolean isNull(String name) {
    JsonElement e = json.getAsJsonObject("kwargs").get(name);
    return e != null && e.isJsonNull();
  }

  String text(String name, String otherwise) {
    return named(name) == null ? otherwise : named(name).getAsString();
  }

  boolean bool(String name, boolean otherwise) {
    return named(name) == null ? otherwise : named(name).getAsBoolean();
  }

  int integer(String name, int otherwise) {
    return named(name) == null ? otherwise : named(name).getAsInt();
  }

  double number(String name, double otherwise) {
    return named(name) == null ? otherwise : named(name).getAsDouble();
  }

  Path path(int place) {
    return folder.resolve(positional(place).getAsString());
  }

  /** An argument as an input of the program. */
  Tensor tensor(int place) {
    return program.feed("argument " + place, (TensorData) value(positional(place)));
  }

  Object value(int place) {
    return value(positional(place));
  }

  /** An argument as Java has it: arrays, datasets, lists, maps, texts and numbers. */
  Object value(JsonElement e) {
    if (e.isJsonArray()) {
      return list(e.getAsJsonArray());
    }
    if (e.isJsonPrimitive()) {
      return primitive(e.getAsJsonPrimitive());
    }
    JsonObject object = e.getAsJsonObject();
    if (object.has("array")) {
      return arrays.get(object.get("array").getAsString());
    }
    if (object.has("tuple")) {
      return list(object.getAsJsonArray("tuple"));
    }
    if (object.has("dataset_of")) {
      Dataset rows = Dataset.of(arrays.get(object.get("dataset_of").getAsString()));
      JsonElement batch = object.get("batch");
      return batch == null || batch.isJsonNull() ? rows : rows.batch(batch.getAsInt());
    }
    Map<String, Object> map = new LinkedHashMap<>();
    object.entrySet().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
    return map;
  }

  private List<Object> list(JsonArray array) {
    List<Object> list = new ArrayList<>();
    array.forEach(e -> list.add(value(e)));
    return list;
  }

  static Object primitive(JsonPrimitive p) {
    if (p.isBoolean()) {
      return p.getAsBoolean();
    }
    if (p.isString()) {
      return p.getAsString();
    }
    boolean whole = p.getAsString().matches("-?\\d+");
    return whole ? (Object) p.getAsInt() : (Object) p.getAsDouble();
  }

  /** What a call is in Java. */
  @FunctionalInterface
  interface Function {
    Object call(DataCall call) throws IOException;
  }
}
