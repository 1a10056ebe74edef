package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import io.trihorn.activations.Activations;
import io.trihorn.backend.Backend;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Activation functions with their arguments: values and gradients. */
final class ActivationGoldens implements GoldenKind {
  @Override
  public String name() {
    return "activations";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "function");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    CaseArrays arrays = new CaseArrays(json, golden.arrays().read());
    GoldenProgram program = new GoldenProgram(false);
    Tensor x = program.feed("x", arrays.get("x"));
    Tensor y =
        Activations.get(json.get("function").getAsString(), json.getAsJsonObject("kwargs")).call(x);
    program.fetch("y", y);
    if (arrays.has("grad_x")) {
      Tensor cotangent = program.feed("cotangent", arrays.get("cotangent"));
      Value gradient =
          Gradients.of(
                  program.builder(),
                  List.of(y.value()),
                  List.of(cotangent.value()),
                  List.of(x.value()))
              .get(0);
      program.fetch("gradient", gradient == null ? Shapes.zerosLike(x) : x.with(gradient));
    }
    GoldenProgram.Results results = program.run(backend);
    checks.close("value", results.get("y"), arrays.get("y"), GoldenTolerance.VALUE);
    if (arrays.has("grad_x")) {
      checks.close(
          "gradient", results.get("gradient"), arrays.get("grad_x"), GoldenTolerance.GRADIENT);
    }
  }
}
