package io.trihorn.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.ops.DTypes;
import io.trihorn.testkit.conformance.ExampleModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The examples as TensorFlow.js computes them, beside what Trihorn computes. */
final class TfjsRun {
  private static final int BATCH = 4;
  private static final int STEPS = 3;
  private static final double TOLERANCE = 1e-4;

  /**
   * What Trihorn computes.
   *
   * @param outputs before training goes on
   * @param losses of the steps there
   * @param trained the outputs after them
   * @param next the loss of one more step, NaN where it does not train
   */
  private record Answer(
      List<TensorData> inputs,
      List<TensorData> targets,
      List<TensorData> outputs,
      List<Double> losses,
      List<TensorData> trained,
      double next) {}

  private final Path folder;
  private final Map<String, Answer> answers = new HashMap<>();

  /** Exports the examples to folders, with what they are to be run on. */
  TfjsRun(Path folder, List<WebModels.Example> examples) throws IOException {
    this.folder = folder;
    JsonArray cases = new JsonArray();
    for (WebModels.Example example : examples) {
      try (Model model = example.make().get()) {
        cases.add(export(example, model.on("reference")));
      }
    }
    Files.writeString(folder.resolve("cases.json"), cases.toString());
  }

  private JsonObject export(WebModels.Example example, Model model) {
    List<TensorData> x = ExampleModels.inputs(model, BATCH, 5);
    model.weightValues();
    if (example.optimizer() == null) {
      ExampleModels.fill(model, 7);
    }
    if (example.name().equals("masked")) {
      hide(x.get(0));
    }
    List<TensorData> y = List.of();
    List<Double> losses = new ArrayList<>();
    List<TensorData> outputs;
    List<TensorData> trained = List.of();
    double next = Double.NaN;
    if (example.optimizer() == null) {
      outputs = predict(model, x);
      Tfjs.export(model, folder.resolve(example.name()));
    } else {
      model.compile(example.optimizer().get(), example.loss());
      y = List.of(targets(example.loss(), model.outputs().get(0).shape().get(1)));
      for (int step = 0; step < WebModels.stepsBefore(); step++) {
        model.trainOnBatch(x, y);
      }
      outputs = predict(model, x);
      Tfjs.export(model, folder.resolve(example.name()));
      for (int step = 0; step < STEPS; step++) {
        losses.add(step(model, x, y));
      }
      trained = predict(model, x);
      next = step(model, x, y);
    }
    answers.put(example.name(), new Answer(x, y, outputs, losses, trained, next));
    JsonObject json = new JsonObject();
    json.addProperty("name", example.name());
    json.add("inputs", tensors(x));
    json.add("targets", tensors(y));
    json.addProperty("steps", STEPS);
    json.addProperty("saved", true);
    return json;
  }

  private static List<TensorData> predict(Model model, List<TensorData> x) {
    return model.predictOnBatch(x.toArray(TensorData[]::new));
  }

  private static double step(Model model, List<TensorData> x, List<TensorData> y) {
    model.resetMetrics();
    return model.trainOnBatch(x, y).get("loss");
  }

  /** Makes the third step of each row one that is masked, and of the first row the last, too. */
  private static void hide(TensorData x) {
    long steps = x.shape().get(1);
    long features = x.shape().get(2);
    for (long i = 0; i < x.size(); i++) {
      long step = i / features % steps;
      if (step == 2 || (step == steps - 1 && i < steps * features)) {
        x.setDouble(i, 0);
      }
    }
  }

  private static TensorData targets(String loss, long classes) {
    boolean labels = loss.startsWith("sparse");
    TensorData y =
        labels
            ? TensorData.zeros(TensorType.of(DataType.FLOAT32, BATCH))
            : TensorData.zeros(TensorType.of(DataType.FLOAT32, BATCH, classes));
    for (int i = 0; i < y.size(); i++) {
      y.setDouble(i, labels ? i % classes : 0.3 * (i % 5));
    }
    return y;
  }

  private static JsonArray tensors(List<TensorData> tensors) {
    JsonArray all = new JsonArray();
    for (TensorData t : tensors) {
      JsonObject json = new JsonObject();
      json.add("shape", Config.toJson(t.shape()));
      boolean whole = !t.type().dtype().isFloating();
      json.addProperty("dtype", whole ? "int32" : DTypes.name(t.type().dtype()));
      JsonArray data = new JsonArray();
      for (double value : t.toDoubleArray()) {
        data.add(value);
      }
      json.add("data", data);
      all.add(json);
    }
    return all;
  }

  /** Holds what TensorFlow.js sent for an example to what Trihorn computes. */
  void check(String name, Map<String, byte[]> sent) throws IOException {
    byte[] bytes = sent.get("/result/" + name);
    assertNotNull(bytes, "nothing came back for " + name);
    JsonObject result =
        JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
    assertFalse(result.has("error"), () -> name + ": " + result.get("error"));
    Answer answer = answers.get(name);
    same(name, answer.outputs(), result.getAsJsonArray("outputs"));
    if (!answer.losses().isEmpty()) {
      JsonArray losses = result.getAsJsonArray("losses");
      for (int i = 0; i < STEPS; i++) {
        close(name + ", loss " + i, answer.losses().get(i), losses.get(i).getAsDouble());
      }
      same(name + " after training", answer.trained(), result.getAsJsonArray("trained"));
    }
    back(name, answer, sent);
  }

  /** What TensorFlow.js saves becomes a model that computes as it does and trains on. */
  private void back(String name, Answer answer, Map<String, byte[]> sent) throws IOException {
    Path saved = folder.resolve("saved").resolve(name);
    Files.createDirectories(saved);
    for (String file : List.of(Tfjs.MODEL, "weights.bin")) {
      Files.write(saved.resolve(file), sent.get("/saved/" + name + "/" + file));
    }
    try (Model model = Tfjs.load(saved.resolve(Tfjs.MODEL)).on("reference")) {
      boolean trained = !answer.losses().isEmpty();
      List<TensorData> expected = trained ? answer.trained() : answer.outputs();
      same(name + " loaded", expected, tensors(predict(model, answer.inputs())));
      if (trained) {
        close(name + ", next loss", answer.next(), step(model, answer.inputs(), answer.targets()));
      }
    }
  }

  private static void same(String what, List<TensorData> expected, JsonArray got) {
    assertEquals(expected.size(), got.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      JsonObject tensor = got.get(i).getAsJsonObject();
      assertEquals(Config.toJson(expected.get(i).shape()), tensor.get("shape"), what);
      double[] values = expected.get(i).toDoubleArray();
      JsonArray data = tensor.getAsJsonArray("data");
      for (int k = 0; k < values.length; k++) {
        JsonElement value = data.get(k);
        close(what + ", output " + i + " at " + k, values[k], value.getAsDouble());
      }
    }
  }

  private static void close(String what, double expected, double got) {
    double error = Math.abs(expected - got) / Math.max(1, Math.abs(expected));
    assertTrue(error <= TOLERANCE, () -> what + ": expected " + expected + ", but got " + got);
  }
}
