package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Optimizers: several steps on fixed gradients, traced into one program. Compares the weights after
 * each step, the optimizer's variables by name, order and final value, the loss scale, what weights
 * become when training ends, and the configuration written.
 */
final class OptimizerGoldens implements GoldenKind {
  @Override
  public String name() {
    return "optimizers";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    for (GoldenCase one : GoldenFiles.separate(directory, name())) {
      String group = one.json().get("class_name").getAsString();
      cases.add(new GoldenCase(one.name(), group, one.json(), one.arrays()));
    }
    return cases;
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    new Run(golden.json(), golden.arrays().read(), checks).check(backend);
  }

  private static final class Run {
    private final JsonObject json;
    private final Npz arrays;
    private final Checks checks;
    private final GoldenTolerance tolerance;
    private final GoldenProgram program = new GoldenProgram(true);
    private final List<Weight> weights = new ArrayList<>();

    private Run(JsonObject json, Npz arrays, Checks checks) {
      this.json = json;
      this.arrays = arrays;
      this.checks = checks;
      boolean muon = json.get("class_name").getAsString().equals("Muon");
      this.tolerance = muon ? new GoldenTolerance(1e-3, 1e-3) : GoldenTolerance.VALUE;
    }

    private void check(Backend backend) {
      JsonObject config = json.getAsJsonObject("config");
      Optimizer optimizer =
          Optimizers.REGISTRY.create(json.get("class_name").getAsString(), config);
      checks.same("config", optimizer.getConfig(), config);
      if (has("exclude_from_weight_decay")) {
        optimizer.excludeFromWeightDecay(
            texts(json.get("exclude_from_weight_decay")).toArray(new String[0]));
      }
      for (JsonObject entry : objects("variables")) {
        TensorData start = array(entry.get("init"));
        String name = entry.get("name").getAsString();
        Variable variable = new Variable(name, start.type());
        weights.add(new Weight(name, variable, Initializers.zeros(), true, null, null));
        program.set(variable, start);
      }
      optimizer.build(weights);
      List<Weight> state = optimizer.variables();
      state.forEach(s -> program.set(s.variable(), s.initializer().generate(s.type(), 1)));
      List<String> wanted =
          objects("optimizer_variables").stream().map(o -> o.get("name").getAsString()).toList();
      checks.same("variables", state.stream().map(Weight::name).toList(), wanted);
      trace(optimizer);
      GoldenProgram.Results results = program.run(backend);
      compare(optimizer, results);
    }

    private void trace(Optimizer optimizer) {
      JsonArray steps = json.getAsJsonArray("gradients");
      for (int t = 0; t < steps.size(); t++) {
        List<Tensor> gradients = new ArrayList<>();
        for (JsonElement g : steps.get(t).getAsJsonArray()) {
          gradients.add(g.isJsonNull() ? null : program.feed(g.getAsString(), array(g)));
        }
        optimizer.apply(program.trace(), gradients);
        for (Weight w : weights) {
          program.fetch(w.name() + " after step " + t, program.trace().read(w.variable()));
        }
        if (optimizer instanceof LossScaleOptimizer scaled) {
          Variable scale = scaled.scaleVariable().variable();
          program.fetch("scale after step " + t, program.trace().read(scale));
        }
      }
    }

    private void compare(Optimizer optimizer, GoldenProgram.Results results) {
      List<JsonObject> entries = objects("variables");
      for (int i = 0; i < weights.size(); i++) {
        JsonArray after = entries.get(i).getAsJsonArray("after_step");
        for (int t = 0; t < after.size(); t++) {
          String what = weights.get(i).name() + " after step " + t;
          checks.close(what, results.get(what), array(after.get(t)), tolerance);
        }
      }
      List<JsonObject> state = objects("optimizer_variables");
      List<Weight> variables = optimizer.variables();
      for (int i = 0; i < Math.min(state.size(), variables.size()); i++) {
        TensorData expected = array(state.get(i).get("final"));
        TensorData actual = results.variables().get(variables.get(i).variable());
        String what = "final " + variables.get(i).name();
        checks.close(what, actual.cast(expected.dtype()), expected, tolerance);
      }
      if (has("finalized_variables")) {
        JsonArray finalized = json.getAsJsonArray("finalized_variables");
        for (int i = 0; i < weights.size(); i++) {
          Weight average = optimizer.finalValues().get(weights.get(i));
          TensorData actual = results.variables().get(average.variable());
          String what = "finalized " + weights.get(i).name();
          checks.close(what, actual, array(finalized.get(i)), tolerance);
        }
      }
      if (has("dynamic_scale_after_step")) {
        JsonArray scales = json.getAsJsonArray("dynamic_scale_after_step");
        for (int t = 0; t < scales.size(); t++) {
          TensorData actual = results.get("scale after step " + t);
          TensorData expected = TensorData.scalar(actual.dtype(), Config.number(scales.get(t)));
          checks.close("scale after step " + t, actual, expected, tolerance);
        }
      }
    }

    private boolean has(String key) {
      return json.has(key) && !json.get(key).isJsonNull();
    }

    private TensorData array(JsonElement name) {
      return arrays.get(name.getAsString());
    }

    private List<JsonObject> objects(String key) {
      return Config.list(json.get(key), JsonElement::getAsJsonObject);
    }

    private static List<String> texts(JsonElement list) {
      return Config.list(list, JsonElement::getAsString);
    }
  }
}
