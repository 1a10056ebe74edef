package io.trihorn.testkit.goldens;

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

/**
 * Initializers, which draw on the host: fixed values, the statistics and bounds of random ones, and
 * orthogonality.
 */
final class InitializerGoldens implements GoldenKind {
  /** How many standard errors a statistic of a draw may be off. */
  private static final double ERRORS = 5;

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
    Initializer initializer =
        Initializers.REGISTRY.create(json.get("class_name").getAsString(), config);
    checks.same("config", initializer.getConfig(), config);
    long[] dims =
        Config.list(json.get("shape"), JsonElement::getAsLong).stream().mapToLong(d -> d).toArray();
    TensorData drawn = initializer.generate(TensorType.of(DataType.FLOAT32, dims), 1);
    if (json.has("value")) {
      TensorData expected = golden.arrays().read().get(json.get("value").getAsString());
      if (json.get("class_name").getAsString().equals("Identity")) {
        // Keras leaves the gain out of what it writes; it is what stands on the diagonal.
        JsonObject withGain = new JsonObject();
        withGain.addProperty("gain", expected.getDouble(0));
        initializer.configure(Config.reader("Identity", withGain));
        drawn = initializer.generate(drawn.type(), 1);
      }
      checks.close("value", drawn, expected, GoldenTolerance.VALUE);
      return;
    }
    JsonObject expected = json.getAsJsonObject("expected");
    if (expected.has("gain")) {
      checkGram(drawn, expected.get("gain").getAsDouble(), checks);
    } else {
      checkStatistics(drawn, expected, checks);
    }
  }

  /** The products of the columns with each other, or of the rows where those are fewer. */
  private static void checkGram(TensorData matrix, double gain, Checks checks) {
    int columns = Math.toIntExact(matrix.type().dim(-1));
    int rows = Math.toIntExact(matrix.size() / columns);
    boolean tall = rows >= columns;
    int count = Math.min(rows, columns);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        double sum = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          long a = tall ? (long) k * columns + i : (long) i * columns + k;
          long b = tall ? (long) k * columns + j : (long) j * columns + k;
          sum += matrix.getDouble(a) * matrix.getDouble(b);
        }
        double wanted = i == j ? gain * gain : 0;
        checks.require(
            Math.abs(sum - wanted) < 1e-5,
            "product " + i + "," + j + " is " + sum + ", not " + wanted);
      }
    }
  }

  private static void checkStatistics(TensorData drawn, JsonObject expected, Checks checks) {
    double mean = 0;
    double squares = 0;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (double x : drawn.toDoubleArray()) {
      mean += x / drawn.size();
      squares += x * x / drawn.size();
      smallest = Math.min(smallest, x);
      largest = Math.max(largest, x);
    }
    double stddev = Math.sqrt(squares - mean * mean);
    double wanted = expected.get("std").getAsDouble();
    double error = ERRORS * wanted / Math.sqrt(drawn.size());
    double wantedMean = expected.get("mean").getAsDouble();
    checks.require(Math.abs(mean - wantedMean) < error, "mean " + mean + ", not " + wantedMean);
    // The standard error of a standard deviation is at most that of the mean for these shapes.
    checks.require(Math.abs(stddev - wanted) < error, "deviation " + stddev + ", not " + wanted);
    double slack = 1e-6 * wanted;
    checks.require(
        smallest >= bound(expected, "low", Double.NEGATIVE_INFINITY) - slack
            && largest <= bound(expected, "high", Double.POSITIVE_INFINITY) + slack,
        "values from " + smallest + " to " + largest + ", expected " + expected);
  }

  private static double bound(JsonObject expected, String key, double none) {
    return expected.has(key) && !expected.get(key).isJsonNull()
        ? expected.get(key).getAsDouble()
        : none;
  }
}
