package io.trihorn.cli;

import io.trihorn.cli.onnxcases.OnnxCaseRunner;
import io.trihorn.testkit.goldens.GoldenReport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Holds a backend to ONNX's operator cases. */
@Command(
    name = "onnx-cases",
    description =
        "Loads ONNX models and compares what they compute with what is stored; fails if a case"
            + " fails.")
final class OnnxCasesCommand extends CasesCommand {
  @Parameters(
      paramLabel = "DIR",
      description = "Directories with model.onnx and test_data_set_0, at any depth.")
  private Path directory;

  @Mixin private InputFlags flags = new InputFlags();

  @Override
  Path directory() {
    return directory;
  }

  @Override
  String content() {
    return "ONNX models and their data";
  }

  @Override
  GoldenReport run(Path cases, String backendName) throws IOException {
    return OnnxCaseRunner.run(cases, backendName, flags::loading);
  }
}
