package io.trihorn.cli;

import io.trihorn.goldens.GoldenReport;
import io.trihorn.importcases.ImportRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a backend to Keras models that others wrote. */
@Command(
    name = "import-cases",
    description =
        "Loads Keras models of a suite and compares what they compute with what is stored; fails if"
            + " a case fails.")
final class ImportCasesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "The suite, with original-pairs, keras3-reference and configs.")
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
      throw new IOException("there is no directory " + directory + ". Give one with the suite.");
    }
    GoldenReport result = ImportRunner.run(directory, backend);
    if (report != null) {
      CaseReports.write(result, report);
    }
    CaseReports.print(result);
    return result.passed() ? 0 : 1;
  }
}
