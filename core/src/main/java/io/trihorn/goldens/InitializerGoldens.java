package io.trihorn.goldens;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Initializers: fixed values, or the bounds, mean and standard deviation of random ones, whose bits
 * are not Keras's. No backend takes part, as they draw on the host.
 */
final class InitializerGoldens implements GoldenKind {
  /** Estimates from samples are allowed so many of their standard deviations. */
  private static final double SIGMAS = 5;

  @Override
  public String name() {
    return "initializers";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "class_name");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    JsonObject config = json.getAsJsonObject("config");
    String className = json.get("class_name").getAsString();
    Initializer initializer = Initializers.REGISTRY.create(className, arguments(golden, config));
    JsonObject written = initializer.getConfig();
    for (Map.Entry<String, JsonElement> e : config.entrySet()) {
      checks.same("config " + e.getKey(), written.get(e.getKey()), e.getValue());
    }
    List<Integer> shape = Config.list(json.get("shape"), JsonElement::getAsInt);
    long[] dims = shape.stream().mapToLong(d -> d).toArray();
    TensorData data = initializer.generate(TensorType.of(DataType.FLOAT32, dims), 1);
    if (json.has("value")) {
      TensorData value = golden.arrays().read().get(json.get("value").getAsString());
      checks.close("value", data, value, GoldenTolerance.VALUE);
      return;
    }
    JsonObject expected = json.getAsJsonObject("expected");
    if (expected.has("distribution")) {
      distribution(data, expected, checks);
    } else {
      orthogonal(data, expected.get("gain").getAsDouble(), checks);
    }
  }

  /** Keras leaves Identity's gain out of what it writes; the value has it in its corner. */
  private static JsonObject arguments(GoldenCase golden, JsonObject config) throws IOException {
    JsonObject json = golden.json();
    JsonObject arguments = config.deepCopy();
    if (json.get("class_name").getAsString().equals("Identity")) {
      TensorData value = golden.arrays().read().get(json.get("value").getAsString());
      arguments.addProperty("gain", value.getDouble(0));
    }
    return arguments;
  }

  private static void distribution(TensorData data, JsonObject expected, Checks checks) {
    double n = data.size();
    double sum = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < data.size(); i++) {
      double x = data.getDouble(i);
      sum += x;
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    double mean = sum / n;
    double squares = 0;
    for (long i = 0; i < data.size(); i++) {
      squares += Math.pow(data.getDouble(i) - mean, 2);
    }
    double std = expected.get("std").getAsDouble();
    // For all of these distributions the fourth moment is at most that of the normal one.
    near("mean", mean, expected.get("mean").getAsDouble(), SIGMAS * std / Math.sqrt(n), checks);
    near("std", Math.sqrt(squares / n), std, SIGMAS * std / Math.sqrt(2 * n), checks);
    if (expected.has("low") && !expected.get("low").isJsonNull()) {
      double bottom = expected.get("low").getAsDouble();
      double top = expected.get("high").getAsDouble();
      // Rounding to float32 may move a value to the next float beyond the bound.
      double rounding = 1e-6 * Math.max(Math.abs(bottom), Math.abs(top));
      double inner = 0.01 * (top - bottom);
      within("smallest", low, bottom - rounding, bottom + inner, checks);
      within("largest", high, top - inner, top + rounding, checks);
    }
  }

  private static void orthogonal(TensorData data, double gain, Checks checks) {
    int columns = Math.toIntExact(data.type().dim(-1));
    int rows = Math.toIntExact(data.size() / columns);
    int shorter = Math.min(rows, columns);
    int longer = Math.max(rows, columns);
    for (int a = 0; a < shorter; a++) {
      for (int b = 0; b < shorter; b++) {
        double dot = 0;
        for (int k = 0; k < longer; k++) {
          dot += element(data, rows, columns, a, k) * element(data, rows, columns, b, k);
        }
        near("product of " + a + " and " + b, dot, a == b ? gain * gain : 0, 1e-5, checks);
      }
    }
  }

  /** Element k of vector a, where vectors are the rows or the columns, whichever are fewer. */
  private static double element(TensorData data, int rows, int columns, int a, int k) {
    return rows < columns
        ? data.getDouble((long) a * columns + k)
        : data.getDouble((long) k * columns + a);
  }

  private static void near(
      String what, double actual, double expected, double allowed, Checks checks) {
    within(what, actual, expected - allowed, expected + allowed, checks);
  }

  private static void within(String what, double actual, double low, double high, Checks checks) {
    checks.require(
        actual >= low && actual <= high,
        what + " should be from " + low + " to " + high + ", but is " + actual);
  }
}
