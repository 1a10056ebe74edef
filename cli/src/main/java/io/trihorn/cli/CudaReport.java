package io.trihorn.cli;

import io.trihorn.cuda.Card;
import io.trihorn.cuda.Driver;
import io.trihorn.cuda.EngineBuild;
import io.trihorn.cuda.Finding;
import io.trihorn.cuda.Toolkit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is of NVIDIA's driver, cards and libraries, in the report of {@link Doctor}.
 *
 * @param finding what the driver says
 * @param missing what is wrong with libraries; nothing is looked for without a card
 */
record CudaReport(Finding finding, List<String> missing) {
  /** Copies the list. */
  CudaReport {
    missing = List.copyOf(missing);
  }

  /** What is here, for a finding of this machine. */
  static CudaReport of(Finding finding) {
    return new CudaReport(
        finding, finding instanceof Finding.Found found ? missing(found.driver()) : List.of());
  }

  /** What is wrong with the libraries of those engines that the driver and a card will do for. */
  private static List<String> missing(Driver driver) {
    Map<Toolkit, List<String>> engines = new LinkedHashMap<>();
    for (EngineBuild build : EngineBuild.ALL) {
      if (build.runsOn(driver)) {
        engines.computeIfAbsent(build.toolkit(), toolkit -> new ArrayList<>()).add(build.backend());
      }
    }
    List<String> problems = new ArrayList<>();
    engines.forEach(
        (toolkit, backends) ->
            toolkit.libraries().stream()
                .flatMap(library -> library.problem().stream())
                .map(problem -> "for " + String.join(", ", backends) + ": " + problem)
                .forEach(problems::add));
    return problems;
  }

  void print(PrintWriter out) {
    out.println("NVIDIA");
    finding.problem().ifPresent(problem -> Doctor.line(out, "GPUs", "none. " + problem));
    if (finding instanceof Finding.Found found) {
      cards(out, found.driver());
    }
    missing.forEach(problem -> Doctor.line(out, "missing", problem));
  }

  private static void cards(PrintWriter out, Driver driver) {
    Doctor.line(out, "NVIDIA", driver.toString());
    for (Card card : driver.cards()) {
      Doctor.line(out, "card", card.toString());
      card.problem().ifPresent(problem -> Doctor.line(out, "", problem));
      for (EngineBuild build : EngineBuild.ALL) {
        Doctor.line(
            out,
            "",
            build.backend()
                + ": "
                + build.problem(driver, card).orElse(build.artifact() + " has code for this card"));
      }
    }
  }
}
