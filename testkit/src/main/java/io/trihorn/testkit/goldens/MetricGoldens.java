package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.metrics.Metric;
import io.trihorn.metrics.Metrics;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Metrics: several updates, traced into one program. Compares the result and all state after each,
 * the names of the state, the result after a reset, and the configuration written.
 */
final class MetricGoldens implements GoldenKind {
  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "class_name");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    Npz arrays = golden.arrays().read();
    Metric metric =
        Metrics.REGISTRY.create(json.get("class_name").getAsString(), json.getAsJsonObject("args"));
    checkConfig(metric.getConfig(), json.getAsJsonObject("config"), checks);
    JsonArray batches = json.getAsJsonArray("batches");
    GoldenProgram program = new GoldenProgram(false);
    for (int i = 0; i < batches.size(); i++) {
      update(program, metric, batches.get(i).getAsJsonObject(), arrays, i);
    }
    List<String> names = Config.list(json.get("variables"), JsonElement::getAsString);
    checks.same("variables", metric.variables().stream().map(Weight::name).toList(), names);
    metric.variables().forEach(v -> program.set(v.variable(), TensorData.zeros(v.type())));
    GoldenProgram.Results results = program.run(backend);
    for (int i = 0; i < batches.size(); i++) {
      compare(results, batches.get(i).getAsJsonObject(), arrays, i, checks);
    }
    afterReset(metric, json.get("result_after_reset"), backend, checks);
  }

  /** Keras numbers the names of metrics in one process; that number is left out. */
  private static void checkConfig(JsonObject written, JsonObject expected, Checks checks) {
    for (Map.Entry<String, JsonElement> e : expected.entrySet()) {
      JsonElement value = written.get(e.getKey());
      if (e.getKey().equals("name")) {
        String name = e.getValue().getAsString().replaceAll("_\\d+$", "");
        checks.same("name", value.getAsString(), name);
      } else {
        checks.same("config " + e.getKey(), value, e.getValue());
      }
    }
  }

  private static void update(
      GoldenProgram program, Metric metric, JsonObject batch, Npz arrays, int i) {
    List<String> args = Config.list(batch.get("args"), JsonElement::getAsString);
    boolean pair = args.size() == 2;
    Tensor target = pair ? program.feed("target " + i, arrays.get(args.get(0))) : null;
    String last = args.get(args.size() - 1);
    Tensor prediction = program.feed("prediction " + i, arrays.get(last));
    JsonElement weight = batch.get("sample_weight");
    Tensor weights =
        weight.isJsonNull() ? null : program.feed("weight " + i, arrays.get(weight.getAsString()));
    JsonElement mask = batch.get("mask");
    if (mask != null && !mask.isJsonNull()) {
      Tensor fed = program.feed("mask " + i, arrays.get(mask.getAsString()));
      program.trace().setMask(prediction, fed);
    }
    metric.update(program.trace(), target, prediction, weights);
    program.fetch("result " + i, metric.result(program.trace()));
    for (int v = 0; v < metric.variables().size(); v++) {
      Weight variable = metric.variables().get(v);
      program.fetch("variable " + v + " of " + i, program.trace().read(variable.variable()));
    }
  }

  private static void compare(
      GoldenProgram.Results results, JsonObject batch, Npz arrays, int i, Checks checks) {
    checks.close(
        "result " + i,
        results.get("result " + i),
        arrays.get(batch.get("result").getAsString()),
        GoldenTolerance.VALUE);
    List<String> variables = Config.list(batch.get("variables"), JsonElement::getAsString);
    for (int v = 0; v < variables.size(); v++) {
      String what = "variable " + v + " of " + i;
      TensorData actual = results.get(what);
      if (actual != null) {
        checks.close(what, actual, arrays.get(variables.get(v)), GoldenTolerance.VALUE);
      }
    }
  }

  private static void afterReset(
      Metric metric, JsonElement expected, Backend backend, Checks checks) {
    GoldenProgram program = new GoldenProgram(false);
    metric.variables().forEach(v -> program.set(v.variable(), TensorData.zeros(v.type())));
    program.fetch("result", metric.result(program.trace()));
    TensorData actual = program.run(backend).get("result");
    List<Double> values = Config.list(expected, Config::number);
    TensorData wanted = TensorData.zeros(actual.type());
    checks.same("elements after a reset", actual.size(), (long) values.size());
    for (int i = 0; i < Math.min(wanted.size(), values.size()); i++) {
      wanted.setDouble(i, values.get(i));
    }
    checks.close("result after a reset", actual, wanted, GoldenTolerance.VALUE);
  }
}
