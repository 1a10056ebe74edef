package io.trihorn.cli;

import io.trihorn.testkit.goldens.GoldenReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that holds a backend to a directory of cases, prints what came out and reports it. */
abstract class CasesCommand implements Callable<Integer> {
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

  /** The directory with the cases. */
  abstract Path directory();

  /** What the directory should hold, for messages. */
  abstract String content();

  /** Runs the cases. */
  abstract GoldenReport run(Path cases, String backendName) throws IOException;

  @Override
  public final Integer call() throws IOException {
    if (!Files.isDirectory(directory())) {
      throw new IOException(
          "there is no directory " + directory() + ". Give one with " + content() + ".");
    }
    GoldenReport result = run(directory(), backend);
    if (result.kinds().stream().allMatch(k -> k.results().isEmpty())) {
      throw new IOException(
          "there are no cases in " + directory() + ". Give a directory with " + content() + ".");
    }
    if (report != null) {
      CaseReports.write(result, report);
    }
    CaseReports.print(result);
    return result.passed() ? 0 : 1;
  }
}
