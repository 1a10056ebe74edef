package io.trihorn.testkit.goldens;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.schedules.LearningRateSchedule;
import io.trihorn.optimizers.schedules.Schedules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Learning-rate schedules: the rates at the steps named, and the configuration written. */
final class ScheduleGoldens implements GoldenKind {
  @Override
  public String name() {
    return "schedules";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "class_name");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) {
    JsonObject json = golden.json();
    JsonObject config = json.getAsJsonObject("config");
    LearningRateSchedule schedule = Schedules.get(json.get("class_name").getAsString(), config);
    checks.same("config", schedule.getConfig(), config);
    JsonArray steps = json.getAsJsonArray("steps");
    GoldenProgram program = new GoldenProgram(false);
    for (int i = 0; i < steps.size(); i++) {
      Tensor step =
          program.feed(
              "step " + i, TensorData.scalar(DataType.FLOAT32, Config.number(steps.get(i))));
      program.fetch("rate " + i, schedule.rate(step));
    }
    GoldenProgram.Results results = program.run(backend);
    JsonArray values = json.getAsJsonArray("values");
    for (int i = 0; i < steps.size(); i++) {
      checks.close(
          "rate at step " + steps.get(i),
          results.get("rate " + i),
          TensorData.scalar(DataType.FLOAT32, Config.number(values.get(i))),
          GoldenTolerance.VALUE);
    }
  }
}
