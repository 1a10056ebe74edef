package io.trihorn.cli;

import io.trihorn.backend.onnx.cases.OnnxCaseRunner;
import io.trihorn.goldens.GoldenReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a backend to ONNX's operator cases. */
@Command(
    name = "onnx-cases",
    description =
        "Loads ONNX models and compares what they compute with what is stored; fails if a case"
            + " fails.")
final class OnnxCasesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "Directories with model.onnx and test_data_set_0, at any depth.")
  private Path directory;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      required = true,
      description = "dl4j, tensorflow, onnx or reference.")
  private String backend;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Where to write the counts and every failure.")
  private Path report;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "there is no directory " + directory + ". Give one with ONNX models and their data.");
    }
    GoldenReport result = OnnxCaseRunner.run(directory, backend);
    if (report != null) {
      CaseReports.write(result, report);
    }
    CaseReports.print(result);
    return result.passed() ? 0 : 1;
  }
}
