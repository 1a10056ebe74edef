package io.trihorn.cli;

import com.google.gson.GsonBuilder;
import io.trihorn.goldens.GoldenReport;
import io.trihorn.goldens.GoldenReport.Status;
import io.trihorn.goldens.GoldenRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
      write(result);
    }
    for (GoldenReport.Kind kind : result.kinds()) {
      kind.results().stream()
          .filter(r -> r.status() != Status.PASSED)
          .forEach(
              r ->
                  System.out.printf(
                      "%s %s: %s%n",
                      r.status().name().toLowerCase(Locale.ROOT),
                      r.name(),
                      String.join("; ", r.problems())));
    }
    System.out.println(result.summary());
    System.out.printf(
        "%d passed, %d failed, %d unsupported%n",
        count(result.kinds(), Status.PASSED),
        count(result.kinds(), Status.FAILED),
        count(result.kinds(), Status.UNSUPPORTED));
    return result.passed() ? 0 : 1;
  }

  private static long count(List<GoldenReport.Kind> kinds, Status status) {
    return kinds.stream().mapToLong(k -> k.count(status)).sum();
  }

  private void write(GoldenReport result) throws IOException {
    Path target = report.toAbsolutePath();
    Path temporary =
        Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
    try {
      Files.writeString(
          temporary,
          new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(result.toJson())
              + "\n");
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
