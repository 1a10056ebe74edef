package io.trihorn.cli;

import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a backend to reference data. */
@Command(
    name = "goldens",
    description =
        "Compares a backend with results that real Keras computed; fails if a case fails.")
final class GoldensCommand extends CasesCommand {
  @Parameters(paramLabel = "DIR", description = "Reference data, with an index.json.")
  private Path directory;

  @Option(
      names = "--kind",
      paramLabel = "K",
      split = ",",
      description = "Only these kinds of cases, for example layers.")
  private Set<String> kinds = new LinkedHashSet<>();

  @Override
  Path directory() {
    return directory;
  }

  @Override
  String content() {
    return "reference data and an index.json";
  }

  @Override
  GoldenReport run(Path cases, String backendName) throws IOException {
    return GoldenRunner.run(cases, backendName, kinds);
  }
}
