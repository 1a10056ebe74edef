package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.CompilationConfig;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Whole models trained on fixed batches from Keras's initial weights. Compares the logs of each
 * step, the weights after the first and the last, the optimizer's variables, predictions, and a run
 * of {@code fit}.
 */
final class TrainingGoldens implements GoldenKind {
  @Override
  public String name() {
    return "training";
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    new Run(golden.json(), golden.arrays().read(), backend, checks).check();
  }

  private static final class Run {
    private final JsonObject json;
    private final Npz arrays;
    private final Backend backend;
    private final Checks checks;
    private final JsonArray weights;

    private Run(JsonObject json, Npz arrays, Backend backend, Checks checks) {
      this.json = json;
      this.arrays = arrays;
      this.backend = backend;
      this.checks = checks;
      this.weights = json.getAsJsonArray("weights");
    }

    private void check() {
      try (Model model = compiled()) {
        checkSteps(model);
      }
      try (Model model = compiled()) {
        checkFit(model);
      }
    }

    private Model compiled() {
      Model model = Models.fromConfig(json.get("model"));
      model.on(backend.name());
      List<String> outputs = model.outputs().stream().map(t -> t.layer().name()).toList();
      model.compile(CompilationConfig.read(json.getAsJsonObject("compile_config"), outputs));
      List<String> names = model.weights().stream().map(Weight::name).toList();
      checks.same("weight names", names, texts(weights, "name"));
      model.setWeights(named(weights, "initial"));
      return model;
    }

    private void checkSteps(Model model) {
      List<TensorData> x = arraysOf(json.getAsJsonObject("predict").get("x"));
      JsonObject predict = json.getAsJsonObject("predict");
      predictions("initial", model, x, predict);
      JsonArray logs = json.getAsJsonArray("train_on_batch_logs");
      int step = 0;
      for (JsonElement e : json.getAsJsonArray("batches")) {
        model.resetMetrics();
        Dataset rows = Dataset.of(batch(e.getAsJsonObject()));
        Map<String, Double> got = model.trainOnBatch(rows, classWeight());
        logs("step " + step, got, logs.get(step).getAsJsonObject());
        if (step == 0) {
          compare("weights after a step", model, "after_step_1");
        }
        step++;
      }
      compare("final weights", model, "final");
      optimizer(model);
      predictions("final", model, x, predict);
      model.resetMetrics();
      Batch first = batch(json.getAsJsonArray("batches").get(0).getAsJsonObject());
      logs(
          "test",
          model.testOnBatch(Dataset.of(first)),
          json.getAsJsonObject("test_on_batch_batch_0_after_training"));
    }

    private void checkFit(Model model) {
      JsonObject fit = json.getAsJsonObject("fit");
      Batch joined = joined();
      Dataset all = Dataset.of(joined);
      // Keras was given the rows for validation without their weights.
      Dataset unweighted = Dataset.of(new Batch(joined.inputs(), joined.targets(), List.of()));
      JsonArray validation = fit.getAsJsonArray("validation_rows");
      JsonArray training = fit.getAsJsonArray("training_rows");
      int size = fit.get("batch_size").getAsInt();
      FitOptions options =
          FitOptions.epochs(fit.get("epochs").getAsInt())
              .batchSize(size)
              .shuffle(false)
              .verbose(false)
              .validation(rows(unweighted, validation).batch(size));
      options.classWeight(classWeight());
      Map<String, List<Double>> history = model.fit(rows(all, training), options).values();
      for (Map.Entry<String, JsonElement> e : fit.getAsJsonObject("history").entrySet()) {
        List<Double> values = history.get(e.getKey());
        checks.require(
            values != null, "fit has no log '" + e.getKey() + "' but " + history.keySet());
        for (int i = 0; values != null && i < values.size(); i++) {
          double expected = e.getValue().getAsJsonArray().get(i).getAsDouble();
          number("fit " + e.getKey() + " of epoch " + i, values.get(i), expected);
        }
      }
      compare("weights after fit", model, "after_fit");
      List<TensorData> x = arraysOf(json.getAsJsonObject("predict").get("x"));
      predictions("after_fit", model, x, json.getAsJsonObject("predict"));
    }

    private Map<Integer, Double> classWeight() {
      Map<Integer, Double> classes = new TreeMap<>();
      if (json.has("class_weight") && !json.get("class_weight").isJsonNull()) {
        json.getAsJsonObject("class_weight")
            .entrySet()
            .forEach(e -> classes.put(Integer.valueOf(e.getKey()), e.getValue().getAsDouble()));
      }
      return classes;
    }

    private static Dataset rows(Dataset all, JsonArray range) {
      int from = range.get(0).getAsInt();
      return all.skip(from).take(range.get(1).getAsInt() - from);
    }

    private Batch joined() {
      List<Batch> batches = new ArrayList<>();
      json.getAsJsonArray("batches").forEach(e -> batches.add(batch(e.getAsJsonObject())));
      return new Batch(
          columns(batches.stream().map(Batch::inputs).toList()),
          columns(batches.stream().map(Batch::targets).toList()),
          columns(batches.stream().map(Batch::weights).toList()));
    }

    private static List<TensorData> columns(List<List<TensorData>> parts) {
      return IntStream.range(0, parts.get(0).size())
          .mapToObj(i -> TensorData.concatenate(parts.stream().map(p -> p.get(i)).toList()))
          .toList();
    }

    private Batch batch(JsonObject e) {
      return new Batch(
          arraysOf(e.get("x")), arraysOf(e.get("y")), arraysOf(e.get("sample_weight")));
    }

    private List<TensorData> arraysOf(JsonElement names) {
      List<TensorData> list = new ArrayList<>();
      if (names != null && names.isJsonArray()) {
        names.getAsJsonArray().forEach(n -> list.add(arrays.get(n.getAsString())));
      } else if (names != null && !names.isJsonNull()) {
        list.add(arrays.get(names.getAsString()));
      }
      return list;
    }

    private List<TensorData> named(JsonArray entries, String key) {
      List<TensorData> list = new ArrayList<>();
      entries.forEach(e -> list.add(arrays.get(e.getAsJsonObject().get(key).getAsString())));
      return list;
    }

    private static List<String> texts(JsonArray entries, String key) {
      List<String> list = new ArrayList<>();
      entries.forEach(e -> list.add(e.getAsJsonObject().get(key).getAsString()));
      return list;
    }

    /** Adam scales the gradient of an attention's key bias, which is rounding and nothing else. */
    private static GoldenTolerance tolerance(String path) {
      return path.endsWith("key/bias") ? new GoldenTolerance(5e-3, 1e-2) : GoldenTolerance.TRAINED;
    }

    private void compare(String what, Model model, String key) {
      List<TensorData> values = model.weightValues();
      for (int i = 0; i < values.size(); i++) {
        JsonObject entry = weights.get(i).getAsJsonObject();
        if (entry.has(key) && !entry.get(key).isJsonNull()) {
          String path = entry.get("path").getAsString();
          checks.close(
              what + " " + path,
              values.get(i),
              arrays.get(entry.get(key).getAsString()),
              tolerance(path));
        }
      }
    }

    private void optimizer(Model model) {
      JsonArray expected = json.getAsJsonArray("optimizer_variables");
      List<TensorData> values = model.optimizerValues();
      checks.same("number of optimizer variables", values.size(), expected.size());
      for (int i = 0; i < Math.min(values.size(), expected.size()); i++) {
        JsonObject entry = expected.get(i).getAsJsonObject();
        if (!entry.get("final").isJsonNull()) {
          TensorData wanted = arrays.get(entry.get("final").getAsString());
          checks.close(
              "optimizer " + entry.get("path").getAsString(),
              values.get(i).cast(wanted.dtype()),
              wanted,
              GoldenTolerance.TRAINED);
        }
      }
    }

    private void predictions(String when, Model model, List<TensorData> x, JsonObject predict) {
      if (!predict.has(when) || predict.get(when).isJsonNull()) {
        return;
      }
      List<TensorData> outputs = model.predictOnBatch(x.toArray(new TensorData[0]));
      List<TensorData> expected = arraysOf(predict.get(when));
      for (int i = 0; i < expected.size(); i++) {
        checks.close(
            "prediction " + when, outputs.get(i), expected.get(i), GoldenTolerance.TRAINED);
      }
    }

    private void logs(String when, Map<String, Double> got, JsonObject expected) {
      for (Map.Entry<String, JsonElement> e : expected.entrySet()) {
        Double value = got.get(e.getKey());
        checks.require(
            value != null, when + " has no log '" + e.getKey() + "' but " + got.keySet());
        if (value != null) {
          number(when + " " + e.getKey(), value, e.getValue().getAsDouble());
        }
      }
    }

    private void number(String what, double actual, double expected) {
      checks.close(
          what,
          TensorData.of(new double[] {actual}, 1),
          TensorData.of(new double[] {expected}, 1),
          GoldenTolerance.GRADIENT);
    }
  }
}
