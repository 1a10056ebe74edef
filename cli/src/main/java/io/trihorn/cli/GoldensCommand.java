package io.trihorn.cli;

import io.trihorn.goldens.GoldenReport;
import io.trihorn.goldens.GoldenRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a backend to reference data. */
@Command(
    name = "goldens",
    description =
        "Compares a backend with results that real Keras computed; fails if a case fails.")
final class GoldensCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Reference data, with an index.json.")
  private Path directory;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      required = true,
      description = "dl4j, tensorflow, onnx or reference.")
  private String backend;

  @Option(
      names = "--kind",
      paramLabel = "K",
      split = ",",
      description = "Only these kinds of cases, for example layers.")
  private Set<String> kinds = new LinkedHashSet<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Where to write the counts and every failure.")
  private Path report;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "there is no directory "
              + directory
              + ". Give one with reference data and an index.json.");
    }
    GoldenReport result = GoldenRunner.run(directory, backend, kinds);
    if (report != null) {
      CaseReports.write(result, report);
    }
    CaseReports.print(result);
    return result.passed() ? 0 : 1;
  }
}
