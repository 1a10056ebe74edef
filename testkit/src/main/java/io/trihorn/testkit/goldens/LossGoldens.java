package io.trihorn.testkit.goldens;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Losses: values under each reduction and sample weights, gradients, and what Keras would write.
 */
final class LossGoldens implements GoldenKind {
  @Override
  public String name() {
    return "losses";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "class_name");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    CaseArrays arrays = new CaseArrays(json, golden.arrays().read());
    Loss loss =
        Losses.REGISTRY.create(json.get("class_name").getAsString(), json.getAsJsonObject("args"));
    JsonObject written = loss.getConfig();
    for (Map.Entry<String, JsonElement> e : json.getAsJsonObject("config").entrySet()) {
      checks.same("config " + e.getKey(), written.get(e.getKey()), e.getValue());
    }
    GoldenProgram program = new GoldenProgram(true);
    Tensor target = program.feed("target", arrays.get("y_true"));
    Tensor prediction = program.feed("prediction", arrays.get("y_pred"));
    Tensor weight =
        arrays.has("sample_weight") ? program.feed("weight", arrays.get("sample_weight")) : null;
    Tensor mask = arrays.has("mask") ? program.feed("mask", arrays.get("mask")) : null;
    loss.checkTypes(target.type(), prediction.type());
    Tensor value = loss.compute(target, prediction, weight, mask);
    program.fetch("value", value);
    if (arrays.has("grad_y_pred")) {
      Tensor cotangent =
          arrays.has("cotangent")
              ? program.feed("cotangent", arrays.get("cotangent"))
              : Shapes.onesLike(value);
      Value gradient =
          Gradients.of(
                  program.builder(),
                  List.of(value.value()),
                  List.of(cotangent.value()),
                  List.of(prediction.value()))
              .get(0);
      program.fetch(
          "gradient", gradient == null ? Shapes.zerosLike(prediction) : prediction.with(gradient));
    }
    GoldenProgram.Results results = program.run(backend);
    checks.close("value", results.get("value"), arrays.get("value"), GoldenTolerance.VALUE);
    if (arrays.has("grad_y_pred")) {
      checks.close(
          "gradient", results.get("gradient"), arrays.get("grad_y_pred"), GoldenTolerance.GRADIENT);
    }
  }
}
