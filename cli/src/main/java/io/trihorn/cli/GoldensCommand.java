package io.trihorn.cli;

import io.trihorn.testkit.goldens.ApplicationGoldens;
import io.trihorn.testkit.goldens.GoldenKind;
import io.trihorn.testkit.goldens.GoldenKinds;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a backend to reference data. */
@Command(
    name = "goldens",
    description =
        "Compares a backend with results that real Keras or Caffe computed; fails if a case fails.")
final class GoldensCommand extends CasesCommand {
  /** Those of the library, and those of its extensions. */
  private static final List<GoldenKind> KINDS =
      Stream.concat(
              GoldenKinds.ALL.stream(),
              Stream.of(
                  new ApplicationGoldens(new ZooModels()),
                  new ApplicationCallGoldens(),
                  new CaffeForwardGoldens(),
                  new CaffeTrainGoldens()))
          .toList();

  @Parameters(
      paramLabel = "DIR",
      description = "Reference data: with an index.json, of keras.applications, or of Caffe.")
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
    return "reference data: with an index.json, a file for each architecture, or Caffe's folders forward and train";
  }

  @Override
  GoldenReport run(Path cases, String backendName) throws IOException {
    return GoldenRunner.run(cases, backendName, kinds, KINDS);
  }
}
