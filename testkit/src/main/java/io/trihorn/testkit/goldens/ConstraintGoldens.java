package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.constraints.Constraint;
import io.trihorn.constraints.Constraints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Constraints: the weight they give, and the configuration written. */
final class ConstraintGoldens implements GoldenKind {
  @Override
  public String name() {
    return "constraints";
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
    Constraint constraint =
        Constraints.REGISTRY.create(json.get("class_name").getAsString(), config);
    checks.same("config", constraint.getConfig(), config);
    GoldenProgram program = new GoldenProgram(false);
    program.fetch("result", constraint.call(program.feed("w", arrays.get("w"))));
    checks.close(
        "result", program.run(backend).get("result"), arrays.get("result"), GoldenTolerance.VALUE);
  }
}
