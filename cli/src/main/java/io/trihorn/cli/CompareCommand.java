package io.trihorn.cli;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Comparison;
import io.trihorn.model.Model;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how far the layers of a model are apart on two backends. */
@Command(
    name = "compare",
    description =
        "Runs a model on two backends and shows the largest difference of each layer's output;"
            + " fails if one is larger than the tolerance.")
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
      description = "As a part of a layer's largest element (${DEFAULT-VALUE}).")
  private double tolerance = 1e-4;

  @Override
  public Integer call() throws IOException {
    if (backends.size() != 2) {
      throw new IOException("--backends should name two, but names " + backends);
    }
    List<TensorData> given = run.inputs();
    try (Model model = run.model()) {
      Comparison found = Comparison.compare(model, given, backends.get(0), backends.get(1));
      System.out.println(found);
      Comparison.Difference worst = found.worst();
      System.out.println(
          worst.relative() > 0 && worst.scale() == 0
              ? "largest: %.2e in layer '%s', which gives nothing but zeros on %s"
                  .formatted(worst.largest(), worst.layer(), found.first())
              : "largest, as a part of the scale: %.2e in layer '%s'"
                  .formatted(worst.relative(), worst.layer()));
      return worst.relative() <= tolerance ? 0 : 1;
    }
  }
}
