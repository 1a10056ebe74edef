package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares what actions of a program gave with what they gave in Keras. */
final class ProgramChecks {
  private final Checks checks;
  private final ProgramData data;
  private final GoldenTolerance numbers;
  private final GoldenTolerance weights;
  private final GoldenTolerance predictions;

  ProgramChecks(Checks checks, ProgramData data, ProgramTolerance tolerance) {
    this.checks = checks;
    this.data = data;
    numbers = tolerance.numbers();
    weights = tolerance.weights();
    predictions = tolerance.predictions();
  }

  void require(boolean condition, String problem) {
    checks.require(condition, problem);
  }

  void same(String what, Object actual, Object expected) {
    checks.same(what, actual, expected);
  }

  /** A number of the reference data, which may be no finite one. */
  static double number(JsonElement e) {
    if (e.getAsJsonPrimitive().isNumber()) {
      return e.getAsDouble();
    }
    return switch (e.getAsString()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("'" + e + "' is no number");
    };
  }

  void number(String what, double actual, double expected) {
    checks.close(what, one(actual), one(expected), numbers);
  }

  private static TensorData one(double value) {
    return TensorData.of(new double[] {value}, 1);
  }

  /** JSON; numbers may differ a little, and what Keras does not have may be there. */
  void json(String where, JsonElement actual, JsonElement expected) {
    if (actual != null && expected.isJsonObject() && actual.isJsonObject()) {
      expected
          .getAsJsonObject()
          .entrySet()
          .forEach(
              e ->
                  json(
                      where + "." + e.getKey(),
                      actual.getAsJsonObject().get(e.getKey()),
                      e.getValue()));
    } else if (actual != null
        && expected.isJsonArray()
        && actual.isJsonArray()
        && actual.getAsJsonArray().size() == expected.getAsJsonArray().size()) {
      for (int i = 0; i < expected.getAsJsonArray().size(); i++) {
        json(
            where + "[" + i + "]",
            actual.getAsJsonArray().get(i),
            expected.getAsJsonArray().get(i));
      }
    } else if (actual != null && isNumber(expected) && isNumber(actual)) {
      number(where, actual.getAsDouble(), expected.getAsDouble());
    } else {
      same(where, actual, expected);
    }
  }

  private static boolean isNumber(JsonElement e) {
    return e.isJsonPrimitive() && e.getAsJsonPrimitive().isNumber();
  }

  /** Lists of numbers by name: a history. */
  void history(String where, Map<String, List<Double>> actual, JsonObject expected) {
    same(
        where + " history",
        new TreeMap<>(actual).keySet(),
        new TreeMap<>(expected.asMap()).keySet());
    expected
        .entrySet()
        .forEach(
            e -> {
              List<Double> values = actual.getOrDefault(e.getKey(), List.of());
              JsonArray wanted = e.getValue().getAsJsonArray();
              same(where + " length of " + e.getKey(), values.size(), wanted.size());
              for (int i = 0; i < Math.min(values.size(), wanted.size()); i++) {
                number(
                    where + " " + e.getKey() + " of epoch " + i,
                    values.get(i),
                    number(wanted.get(i)));
              }
            });
  }

  /** Numbers by name: logs. */
  void logs(String where, Map<String, Double> actual, JsonObject expected) {
    same(where + " logs", new TreeMap<>(actual).keySet(), new TreeMap<>(expected.asMap()).keySet());
    expected
        .entrySet()
        .forEach(
            e -> {
              if (actual.containsKey(e.getKey())) {
                number(where + " " + e.getKey(), actual.get(e.getKey()), number(e.getValue()));
              }
            });
  }

  /**
   * What an evaluation gives: logs by name, or numbers in Keras's order, or one number.
   *
   * @param outputs the names of the outputs
   */
  void evaluation(
      String where, Map<String, Double> logs, JsonElement expected, List<String> outputs) {
    if (expected.isJsonObject()) {
      logs(where, logs, expected.getAsJsonObject());
      return;
    }
    List<String> order = new ArrayList<>(List.of("loss"));
    outputs.forEach(name -> order.add(name + "_loss"));
    order.retainAll(logs.keySet());
    logs.keySet().stream().sorted().filter(n -> !order.contains(n)).forEach(order::add);
    JsonArray list = new JsonArray();
    if (expected.isJsonArray()) {
      list = expected.getAsJsonArray();
    } else {
      list.add(expected);
    }
    same(where + " number of results", order.size(), list.size());
    for (int i = 0; i < Math.min(order.size(), list.size()); i++) {
      number(where + " " + order.get(i), logs.get(order.get(i)), number(list.get(i)));
    }
  }

  /** Outputs: an array, or arrays in lists or by name. */
  void outputs(String where, List<TensorData> actual, JsonElement expected) {
    List<JsonObject> wanted = new ArrayList<>();
    flatten(expected, wanted);
    same(where + " number of outputs", actual.size(), wanted.size());
    for (int i = 0; i < Math.min(actual.size(), wanted.size()); i++) {
      values(where + " output " + i, actual.get(i), wanted.get(i), "array", predictions);
    }
  }

  private static void flatten(JsonElement e, List<JsonObject> into) {
    if (e.isJsonArray()) {
      e.getAsJsonArray().forEach(inner -> flatten(inner, into));
    } else if (e.getAsJsonObject().has("array")) {
      into.add(e.getAsJsonObject());
    } else {
      new TreeMap<>(e.getAsJsonObject().asMap()).values().forEach(inner -> flatten(inner, into));
    }
  }

  /** Variables with their values. */
  void variables(String where, List<TensorData> actual, JsonArray expected) {
    same(where + " number of variables", actual.size(), expected.size());
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      JsonObject entry = expected.get(i).getAsJsonObject();
      values(where + " " + entry.get("path").getAsString(), actual.get(i), entry, "value", weights);
    }
  }

  /** Values of the type that is said; narrow floats are kept as wider ones. */
  private void values(
      String what, TensorData actual, JsonObject entry, String key, GoldenTolerance allowed) {
    TensorData wanted = data.array(entry.get(key).getAsString());
    same(what + " dtype", DTypes.name(actual.dtype()), entry.get("dtype").getAsString());
    checks.close(what, actual.cast(wanted.dtype()), wanted, allowed);
  }

  /** Values by the names of arrays. */
  void arrays(String where, List<TensorData> actual, JsonArray names) {
    same(where + " number of arrays", actual.size(), names.size());
    for (int i = 0; i < Math.min(actual.size(), names.size()); i++) {
      checks.close(
          where + " array " + i, actual.get(i), data.array(names.get(i).getAsString()), weights);
    }
  }
}
