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

  @Option(
      names = "--target",
      paramLabel = "Y.npy",
      description = "What is expected of the model, once for each of several outputs.")
  private List<Path> targets = new ArrayList<>();

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "The loss of the targets, trained by SGD; where it is not said, those that the model was"
              + " saved with.")
  private String loss;

  @Mixin private InputFlags flags = new InputFlags();

  Model model() throws IOException {
    Model model = ModelFiles.read(file, flags);
    return loss == null ? model : model.compile("sgd", loss);
  }

  List<TensorData> inputs() throws IOException {
    return read(inputs);
  }

  /** What is expected; empty where nothing is said of that. */
  List<TensorData> targets() throws IOException {
    return read(targets);
  }

  private static List<TensorData> read(List<Path> files) throws IOException {
    List<TensorData> read = new ArrayList<>();
    for (Path file : files) {
      read.add(Npy.read(file));
    }
    return read;
  }
}
