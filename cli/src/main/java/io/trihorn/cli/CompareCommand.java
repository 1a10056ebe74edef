package io.trihorn.cli;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Comparison;
import io.trihorn.model.Model;
import io.trihorn.plots.Plots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how far the layers of a model are apart on two backends. */
@Command(
    name = "compare",
    description =
        "Runs a model on two backends and shows how far each layer's output and each gradient are"
            + " apart, at most and in the mean; fails if one is further than the tolerance. Gradients"
            + " are those of the loss where there are targets, else of the mean of the squares of the"
            + " outputs.")
final class CompareCommand implements Callable<Integer> {
  @Mixin private ModelRun run = new ModelRun();

  @Option(
      names = "--backends",
      split = ",",
      arity = "1",
      paramLabel = "NAME",
      description = "Two backends (${DEFAULT-VALUE}); the second is held to the first.",
      defaultValue = "onnx,tensorflow")
  private List<String> backends;

  @Option(
      names = "--tolerance",
      description = "As a part of the largest element (${DEFAULT-VALUE}).")
  private double tolerance = 1e-4;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Writes bars of the differences: .svg, .png or .pdf.")
  private Path picture;

  @Override
  public Integer call() throws IOException {
    if (backends.size() != 2) {
      throw new IOException("--backends should name two, but names " + backends);
    }
    List<TensorData> given = run.inputs();
    List<TensorData> targets = run.targets();
    Object data = targets.isEmpty() ? given : Dataset.of(given, targets);
    try (Model model = run.model()) {
      Comparison found = model.compare(data, backends.get(0), backends.get(1));
      System.out.println(found);
      if (picture != null) {
        Plots.comparison(found).save(picture);
      }
      System.out.printf(
          "largest, as a part of the scale: %.2e in '%s'%n",
          found.worst().relative(), found.worst().layer());
      return found.worst().relative() <= tolerance ? 0 : 1;
    }
  }
}
