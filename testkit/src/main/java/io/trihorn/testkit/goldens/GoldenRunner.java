package io.trihorn.testkit.goldens;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.config.UnknownNameException;
import io.trihorn.model.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs reference data on a backend. */
public final class GoldenRunner {
  private GoldenRunner() {}

  /**
   * Runs all cases of some kinds.
   *
   * @param directory reference data, with an {@code index.json}
   * @param backend the backend's name
   * @param kinds names of {@link GoldenKinds}; empty for all
   * @throws IOException if files cannot be read
   * @throws IllegalArgumentException if there is no kind of such a name
   */
  public static GoldenReport run(Path directory, String backend, Set<String> kinds)
      throws IOException {
    return run(directory, backend, kinds, GoldenKinds.ALL);
  }

  /**
   * Runs all cases of some kinds.
   *
   * @param known the kinds there are
   * @see #run(Path, String, Set)
   */
  public static GoldenReport run(
      Path directory, String backend, Set<String> kinds, List<GoldenKind> known)
      throws IOException {
    List<String> names = known.stream().map(GoldenKind::name).toList();
    if (!names.containsAll(kinds)) {
      throw new IllegalArgumentException(
          "kinds of reference data are " + names + ", but got " + kinds);
    }
    Models.register();
    Backend engine = Backends.get(backend);
    List<GoldenReport.Kind> reports = new ArrayList<>();
    for (GoldenKind kind : known) {
      if (kinds.isEmpty() || kinds.contains(kind.name())) {
        List<GoldenReport.Result> results = new ArrayList<>();
        for (GoldenCase golden : kind.cases(directory)) {
          results.add(run(kind, golden, engine));
        }
        reports.add(new GoldenReport.Kind(kind.name(), results));
      }
    }
    return new GoldenReport(backend, reports);
  }

  /** Runs one case; whatever it throws is its failure. */
  public static GoldenReport.Result run(GoldenKind kind, GoldenCase golden, Backend backend) {
    Checks checks = new Checks();
    GoldenReport.Status status;
    List<String> problems;
    try {
      kind.run(golden, backend, checks);
      problems = checks.problems();
      status = problems.isEmpty() ? GoldenReport.Status.PASSED : GoldenReport.Status.FAILED;
    } catch (UnknownNameException e) {
      problems = List.of(e.name());
      status = GoldenReport.Status.UNSUPPORTED;
    } catch (IOException | RuntimeException e) {
      problems = new ArrayList<>(checks.problems());
      problems.add(e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]));
      status = GoldenReport.Status.FAILED;
    }
    String deviation = kind.deviation(golden);
    if (deviation != null
        && status == GoldenReport.Status.FAILED
        && problems.stream().allMatch(problem -> kind.isDeviation(golden, problem))) {
      status = GoldenReport.Status.DEVIATES;
      problems = List.of(deviation);
    } else if (deviation != null && status == GoldenReport.Status.PASSED) {
      status = GoldenReport.Status.FAILED;
      problems = List.of("agrees with Keras, but is listed among those that do not");
    }
    return new GoldenReport.Result(golden.name(), golden.group(), status, problems, checks.worst());
  }
}
