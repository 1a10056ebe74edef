package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.backend.around.Profile;
import io.trihorn.backend.around.Profiler;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how long each layer and each op of a model takes, and how many bytes they make. */
@Command(
    name = "profile",
    description =
        "Runs a model, or steps of its training where there are targets, and shows what each layer"
            + " and each op takes by what the engine measures itself. Ops may run side by side and"
            + " measuring takes time: their sum is not the time of a run.")
final class ProfileCommand implements Callable<Integer> {
  @Mixin private ModelRun run = new ModelRun();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "dl4j, tensorflow, onnx or reference.")
  private String backend;

  @Option(names = "--runs", description = "How often it is run (${DEFAULT-VALUE}).")
  private int runs = 10;

  @Option(
      names = "--flame",
      paramLabel = "FILE",
      description = "Writes collapsed stacks, nanoseconds of each op, for flame graphs.")
  private Path flame;

  @Option(
      names = "--trace",
      paramLabel = "FILE.json",
      description = "Writes the ops one by one, for chrome://tracing and Perfetto.")
  private Path trace;

  @Override
  public Integer call() throws IOException {
    List<TensorData> given = run.inputs();
    List<TensorData> targets = run.targets();
    Profiler profiler =
        new Profiler(backend == null ? Backends.getDefault() : Backends.get(backend));
    Profile profile;
    try (Model model = run.model()) {
      model.on(profiler);
      Runnable once =
          targets.isEmpty()
              ? () -> model.predictAll(given)
              : () -> model.trainOnBatch(given, targets);
      // The first makes the programs.
      once.run();
      profiler.reset();
      for (int i = 0; i < runs; i++) {
        once.run();
      }
      profile = profiler.profile();
    }
    System.out.println(profile);
    if (flame != null) {
      Files.writeString(flame, profile.collapsedStacks());
    }
    if (trace != null) {
      Files.writeString(trace, profile.chromeTrace());
    }
    return 0;
  }
}
