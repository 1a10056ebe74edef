package io.trihorn.testkit.importcases;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Training steps on one batch.
 *
 * @param batch the rows
 * @param classWeight the weight of each class; empty where there are none
 * @param logs what each step returned
 * @param predictions the outputs after the last step; empty where they are not stored
 */
record TrainingCase(
    Batch batch, Map<Integer, Double> classWeight, JsonArray logs, List<TensorData> predictions) {
  /** The key of a log that says that Keras does not train this. */
  private static final String REFUSED = "KERAS REFUSES";

  /**
   * Reads a case.
   *
   * @param folder where it is
   * @param classWeight the weights of its classes where the folder has none
   */
  static TrainingCase read(Path folder, Map<Integer, Double> classWeight) throws IOException {
    Batch batch =
        new Batch(
            ModelCase.arrays(folder, "x"),
            ModelCase.arrays(folder, "y"),
            ModelCase.arrays(folder, "w"));
    Path weights = folder.resolve("class_weight.json");
    return new TrainingCase(
        batch,
        Files.exists(weights) ? weights(weights) : classWeight,
        json(folder.resolve("logs.json")).getAsJsonArray(),
        ModelCase.arrays(folder, "p"));
  }

  private static Map<Integer, Double> weights(Path file) throws IOException {
    Map<Integer, Double> weights = new HashMap<>();
    json(file)
        .getAsJsonObject()
        .asMap()
        .forEach((label, weight) -> weights.put(Integer.valueOf(label), weight.getAsDouble()));
    return weights;
  }

  private static JsonElement json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file));
  }

  void check(Model model, Checks checks) {
    for (int step = 0; step < logs.size(); step++) {
      JsonObject expected = logs.get(step).getAsJsonObject();
      if (expected.has(REFUSED)) {
        refused(model, expected.get(REFUSED).getAsString(), checks);
        return;
      }
      // Keras's train_on_batch does it by itself.
      model.resetMetrics();
      compare("step " + step, train(model), expected, checks);
    }
    if (!predictions.isEmpty()) {
      List<TensorData> actual = ModelCaseRunner.predict(model, batch.inputs());
      ModelCaseRunner.close("after training", actual, predictions, checks);
    }
  }

  private Map<String, Double> train(Model model) {
    return classWeight.isEmpty()
        ? model.trainOnBatch(Dataset.of(batch))
        : model.trainOnBatch(Dataset.of(batch), classWeight);
  }

  private void refused(Model model, String reason, Checks checks) {
    Map<String, Double> got;
    try {
      got = train(model);
    } catch (RuntimeException e) {
      return;
    }
    checks.require(false, "Keras refuses this (" + reason + "), but training gave " + got);
  }

  private static void compare(
      String what, Map<String, Double> actual, JsonObject expected, Checks checks) {
    Set<String> names = new TreeSet<>(expected.keySet());
    checks.same(what + ": names of the logs", new TreeSet<>(actual.keySet()), names);
    names.retainAll(actual.keySet());
    for (String name : names) {
      double right = expected.get(name).getAsDouble();
      checks.close(
          what + ": " + name,
          TensorData.scalar(DataType.FLOAT64, actual.get(name)),
          TensorData.scalar(DataType.FLOAT64, right),
          GoldenTolerance.VALUE);
    }
  }
}
