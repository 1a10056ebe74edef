package io.trihorn.cli;

import com.google.gson.GsonBuilder;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reports of runs over directories of cases, for people and as files. */
final class CaseReports {
  private CaseReports() {}

  /** Every case that did not pass, the counts of each kind, and those of all. */
  static void print(GoldenReport result) {
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
    System.out.println(result.total());
  }

  /** Writes the report as JSON, whole or not at all. */
  static void write(GoldenReport result, Path report) throws IOException {
    String json =
        new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(result.toJson());
    AtomicFile.write(report, file -> Files.writeString(file, json + "\n"));
  }
}
