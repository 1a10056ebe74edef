package io.trihorn.cli;

import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a model is made of. */
@Command(
    name = "summary",
    description = "Prints the layers of a model, their output shapes and numbers of parameters.")
final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The model: .keras, .h5, .onnx or a SavedModel's directory.")
  private Path file;

  @Mixin private InputFlags flags = new InputFlags();

  @Override
  public Integer call() throws IOException {
    try (Model model = ModelFiles.read(file, flags)) {
      System.out.println(model.summary());
    }
    return 0;
  }
}
