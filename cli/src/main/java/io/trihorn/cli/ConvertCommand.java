package io.trihorn.cli;

import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Brings a model from one kind of file into another. */
@Command(
    name = "convert",
    description = {
      "Reads a model and writes it as another kind of file. The names say which kinds:",
      ".keras and .h5 are read and written; .onnx too, FOLDER/model.json (TensorFlow.js), and"
          + " SavedModels, which are directories and end in .savedmodel or in nothing; written only are .weights.h5, .sd or .fb"
          + " (SameDiff) and .zip (Deeplearning4j's ComputationGraph)."
    })
final class ConvertCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IN", description = "The file to read.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path out;

  @Mixin private InputFlags flags = new InputFlags();

  @Override
  public Integer call() throws IOException {
    try (Model model = ModelFiles.read(in, flags)) {
      ModelFiles.write(model, out, flags.of(model));
    }
    System.out.println("wrote " + out);
    return 0;
  }
}
