package io.trihorn.cli;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model and what it is to be run on, as a user says it on the command line. */
final class ModelRun {
  @Parameters(
      paramLabel = "FILE",
      description = "The model: .keras, .h5, .onnx or a SavedModel's directory.")
  private Path file;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      required = true,
      description =
          "The input, batch first as the model has it; once for each of several inputs. Scalars too.")
  private List<Path> inputs = new ArrayList<>();

  @Mixin private InputFlags flags = new InputFlags();

  Model model() throws IOException {
    return ModelFiles.read(file, flags);
  }

  List<TensorData> inputs() throws IOException {
    List<TensorData> given = new ArrayList<>();
    for (Path input : inputs) {
      given.add(Npy.read(input));
    }
    return given;
  }
}
