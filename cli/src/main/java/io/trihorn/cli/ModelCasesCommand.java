package io.trihorn.cli;

import io.trihorn.backend.onnx.imports.OnnxImportException;
import io.trihorn.model.Model;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.importcases.ModelCaseRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a backend to model files and what the libraries that made them compute. */
@Command(
    name = "cases",
    description =
        "Loads model files (.keras, .h5, .onnx) and compares predictions and training logs with"
            + " those stored beside them; fails if a case fails.")
final class ModelCasesCommand extends CasesCommand {
  @Parameters(
      paramLabel = "DIR",
      description =
          "Folders, at any depth, of a model with run_X/in_I.npy and out_I.npy, or with x_I.npy,"
              + " y_I.npy, w_I.npy, class_weight.json and logs.json.")
  private Path directory;

  /** Reads every kind of file that the command line knows. */
  private record AllFiles(InputFlags flags) implements ModelCaseRunner.Loader {
    @Override
    public Model load(Path file) throws IOException {
      return ModelFiles.read(file, flags);
    }

    @Override
    public boolean unsupported(Throwable problem) {
      return problem instanceof OnnxImportException onnx
          ? !onnx.unsupported().isEmpty()
          : ModelCaseRunner.Loader.super.unsupported(problem);
    }
  }

  @Mixin private InputFlags flags = new InputFlags();

  @Option(
      names = "--class-weight",
      paramLabel = "CLASS=WEIGHT",
      split = ",",
      description =
          "Weights of classes, such as 0=1,1=7, for training cases whose folders have no"
              + " class_weight.json.")
  private Map<Integer, Double> classWeight = Map.of();

  @Override
  Path directory() {
    return directory;
  }

  @Override
  String content() {
    return "models and what they compute";
  }

  @Override
  GoldenReport run(Path cases, String backendName) throws IOException {
    return new ModelCaseRunner(backendName, new AllFiles(flags), classWeight).run(cases);
  }
}
