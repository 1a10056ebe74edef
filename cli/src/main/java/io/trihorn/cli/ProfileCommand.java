package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.backend.around.ProfilingBackend;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how long each layer of a model takes. */
@Command(
    name = "profile",
    description = "Runs a model layer by layer and shows how long each layer takes.")
final class ProfileCommand implements Callable<Integer> {
  @Mixin private ModelRun run = new ModelRun();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "dl4j, tensorflow, onnx or reference.")
  private String backend;

  @Option(names = "--runs", description = "How often it is run (${DEFAULT-VALUE}).")
  private int runs = 10;

  @Override
  public Integer call() throws IOException {
    List<TensorData> given = run.inputs();
    ProfilingBackend profile =
        new ProfilingBackend(backend == null ? Backends.getDefault() : Backends.get(backend));
    try (Model model = run.model()) {
      model.on(profile);
      model.predictAll(given);
      profile.reset();
      for (int i = 0; i < runs; i++) {
        model.predictAll(given);
      }
    }
    System.out.println(profile);
    return 0;
  }
}
