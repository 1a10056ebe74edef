package io.trihorn.cli;

import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.importcases.ImportRunner;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Holds a backend to Keras models that others wrote. */
@Command(
    name = "import-cases",
    description =
        "Loads Keras models of a suite and compares what they compute with what is stored; fails if"
            + " a case fails.")
final class ImportCasesCommand extends CasesCommand {
  @Parameters(
      paramLabel = "DIR",
      description = "The suite, with original-pairs, keras3-reference and configs.")
  private Path directory;

  @Override
  Path directory() {
    return directory;
  }

  @Override
  String content() {
    return "the suite";
  }

  @Override
  GoldenReport run(Path cases, String backendName) throws IOException {
    return ImportRunner.run(cases, backendName);
  }
}
