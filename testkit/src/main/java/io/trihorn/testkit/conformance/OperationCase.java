package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.ops.DTypes;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A functional model of one operation of {@code keras.ops}, as Keras saved it, and what Keras
 * computed. {@code operation_cases.py} makes them.
 *
 * @param name Keras's function, and what is special about the case
 * @param model the model's configuration
 * @param inputs one for each input
 * @param outputs one for each output
 */
public record OperationCase(
    String name, JsonObject model, List<TensorData> inputs, List<TensorData> outputs) {
  private static final String FILE = "operations.jsonl.gz";

  /** All cases: every operation at least once. */
  public static List<OperationCase> all() {
    try (var in = OperationCase.class.getResourceAsStream(FILE);
        var lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return lines.lines().map(OperationCase::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OperationCase parse(String line) {
    JsonObject json = JsonParser.parseString(line).getAsJsonObject();
    return new OperationCase(
        json.get("name").getAsString(),
        json.getAsJsonObject("model"),
        arrays(json.getAsJsonArray("inputs")),
        arrays(json.getAsJsonArray("outputs")));
  }

  private static List<TensorData> arrays(JsonArray json) {
    List<TensorData> arrays = new ArrayList<>();
    for (JsonElement e : json) {
      JsonObject array = e.getAsJsonObject();
      DataType dtype = DTypes.parse(array.get("dtype").getAsString());
      long[] dims =
          array.getAsJsonArray("shape").asList().stream()
              .mapToLong(JsonElement::getAsLong)
              .toArray();
      TensorData data = TensorData.zeros(TensorType.of(dtype, dims));
      JsonArray values = array.getAsJsonArray("value");
      for (int i = 0; i < values.size(); i++) {
        boolean bool = dtype == DataType.BOOLEAN;
        data.setDouble(
            i, bool ? (values.get(i).getAsBoolean() ? 1 : 0) : Config.number(values.get(i)));
      }
      arrays.add(data);
    }
    return arrays;
  }

  /** Predicts on a backend and compares: within 1e-4 of an output's largest magnitude. */
  public void check(Backend backend) {
    for (TensorData data : outputs) {
      Assumptions.assumeTrue(backend.supports(data.dtype()), "element type " + data.dtype());
    }
    Checks checks = new Checks();
    try (Model read = Models.fromConfig(model)) {
      read.on(backend.name());
      List<TensorData> made = read.predictOnBatch(inputs.toArray(TensorData[]::new));
      Assertions.assertEquals(outputs.size(), made.size(), "number of outputs");
      for (int i = 0; i < made.size(); i++) {
        double scale = 0;
        for (long k = 0; k < outputs.get(i).size(); k++) {
          double magnitude = Math.abs(outputs.get(i).getDouble(k));
          scale = Double.isFinite(magnitude) ? Math.max(scale, magnitude) : scale;
        }
        GoldenTolerance allowed = new GoldenTolerance(0, 1e-4 * scale + 1e-7);
        checks.close("output " + i, made.get(i), outputs.get(i), allowed);
      }
    }
    Assertions.assertEquals(List.of(), checks.problems(), name);
  }

  /** Reads the model and writes it: operations and what they are called with are the same text. */
  public void checkForm() {
    try (Model read = Models.fromConfig(model)) {
      Assertions.assertEquals(form(model), form(Models.toJson(read)), name);
    }
  }

  /** The classes of the operations in the model. */
  public Set<String> classes() {
    return form(model).keySet();
  }

  /** By class, everything about the operations but the shapes that Keras notes at their inputs. */
  private static TreeMap<String, String> form(JsonObject model) {
    TreeMap<String, String> operations = new TreeMap<>();
    for (JsonElement e : model.getAsJsonObject("config").getAsJsonArray("layers")) {
      JsonObject layer = e.getAsJsonObject().deepCopy();
      // Beside the layer's name; one class of Keras's leaves it out here.
      layer.getAsJsonObject("config").remove("name");
      if (layer.get("module").getAsString().startsWith("keras.src.ops")) {
        String name = layer.get("class_name").getAsString();
        operations.merge(name, text(layer), (a, b) -> a + "\n" + b);
      }
    }
    return operations;
  }

  private static String text(JsonElement json) {
    if (json.isJsonArray()) {
      return json.getAsJsonArray().asList().stream().map(OperationCase::text).toList().toString();
    }
    if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber()) {
      boolean whole = json.getAsString().matches("-?\\d+");
      return whole ? json.getAsString() : Double.toString(json.getAsDouble());
    }
    if (!json.isJsonObject()) {
      return json.toString();
    }
    TreeMap<String, String> members = new TreeMap<>();
    JsonObject object = json.getAsJsonObject();
    boolean tensor = object.has("keras_history");
    object.asMap().forEach((key, value) -> members.put(key, text(value)));
    if (tensor) {
      members.keySet().removeAll(Set.of("shape", "dtype"));
    }
    // Keras writes null among the arguments by name, where it is what is not given.
    members.computeIfPresent("kwargs", (k, v) -> v.replaceAll("\\w+=null(, )?", ""));
    return members.toString();
  }
}
