package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Regularizers: the penalty, its gradient, and the configuration written. */
final class RegularizerGoldens implements GoldenKind {
  @Override
  public String name() {
    return "regularizers";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "class_name");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    CaseArrays arrays = new CaseArrays(json, golden.arrays().read());
    JsonObject config = json.getAsJsonObject("config");
    Regularizer regularizer =
        Regularizers.REGISTRY.create(json.get("class_name").getAsString(), config);
    checks.same("config", regularizer.getConfig(), config);
    GoldenProgram program = new GoldenProgram(true);
    Tensor x = program.feed("x", arrays.get("x"));
    Tensor penalty = regularizer.call(x);
    Value gradient = Gradients.of(program.builder(), penalty.value(), List.of(x.value())).get(0);
    program.fetch("value", penalty);
    program.fetch("gradient", x.with(gradient));
    GoldenProgram.Results results = program.run(backend);
    checks.close("value", results.get("value"), arrays.get("value"), GoldenTolerance.VALUE);
    checks.close(
        "gradient", results.get("gradient"), arrays.get("grad_x"), GoldenTolerance.GRADIENT);
  }
}
