package io.trihorn.testkit.conformance;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.testkit.ResourceFolder;
import io.trihorn.testkit.goldens.GoldenCase;
import io.trihorn.testkit.goldens.GoldenKind;
import io.trihorn.testkit.goldens.GoldenKinds;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks a backend against reference data that Keras computed. Extend it in the backend's module.
 * The data are in the directory that the system property {@code trihorn.goldens} names, or else in
 * {@code shared/goldens/keras} beside the repository; where there is none, those among the
 * testkit's resources serve, which have every class of every kind. {@code trihorn.goldens.cases}
 * limits the run to the cases whose {@code kind/group/name} contains it, or one of several with
 * commas between them. Cases of what is on an edge are among the resources and always run.
 */
public abstract class GoldenConformance {
  /** The system property that names the directory. */
  public static final String DIRECTORY = "trihorn.goldens";

  /** The system property that limits the run to some cases. */
  public static final String FILTER = "trihorn.goldens.cases";

  /** The name of the backend under test. */
  protected abstract String backend();

  /** What runs the cases; by default the backend of that name. */
  protected Backend engine() {
    return Backends.get(backend());
  }

  /** Whether a case is run; by default if the filter is part of its {@code kind/group/name}. */
  protected boolean chosen(String path) {
    return Arrays.stream(System.getProperty(FILTER, "").split(",")).anyMatch(path::contains);
  }

  /** Whether a kind's cases are looked at: none are where others are asked for by their kind. */
  private static boolean chosen(GoldenKind kind) {
    return Arrays.stream(System.getProperty(FILTER, "").split(","))
        .map(text -> text.substring(0, Math.max(0, text.indexOf('/'))))
        .anyMatch(asked -> asked.equals(kind.name()) || !GoldenKinds.names().contains(asked));
  }

  /** Where the reference data are. */
  public static Path directory() {
    String given = System.getProperty(DIRECTORY);
    if (given != null) {
      return Path.of(given);
    }
    Path all = shared("keras");
    return Files.exists(all.resolve("index.json"))
        ? all
        : ResourceFolder.of(GoldenRunner.class, "cases");
  }

  private static Path shared(String name) {
    return Path.of("")
        .toAbsolutePath()
        .getParent()
        .resolve("../shared/goldens/" + name)
        .normalize();
  }

  /** Where there are cases: functions and layers in one directory, what is on edges in another. */
  private static List<Path> directories() {
    Path edges = ResourceFolder.of(GoldenRunner.class, "edges");
    return System.getProperty(DIRECTORY) != null
        ? List.of(directory(), edges)
        : List.of(directory(), edges, ResourceFolder.of(GoldenRunner.class, "programs"));
  }

  /** One test for each case, by kind and group. */
  @TestFactory
  Stream<DynamicNode> goldens() throws IOException {
    Backend engine = engine();
    List<DynamicNode> kinds = new ArrayList<>();
    for (GoldenKind kind : GoldenKinds.ALL) {
      Map<String, List<DynamicTest>> groups = new LinkedHashMap<>();
      for (Path directory : chosen(kind) ? directories() : List.<Path>of()) {
        for (GoldenCase golden : kind.cases(directory)) {
          String path = kind.name() + "/" + golden.group() + "/" + golden.name();
          if (chosen(path)) {
            groups
                .computeIfAbsent(golden.group(), group -> new ArrayList<>())
                .add(DynamicTest.dynamicTest(golden.name(), () -> check(kind, golden, engine)));
          }
        }
      }
      kinds.add(
          DynamicContainer.dynamicContainer(
              kind.name(),
              groups.entrySet().stream()
                  .map(g -> DynamicContainer.dynamicContainer(g.getKey(), g.getValue()))));
    }
    return kinds.stream();
  }

  private static void check(GoldenKind kind, GoldenCase golden, Backend engine) {
    GoldenReport.Result result = GoldenRunner.run(kind, golden, engine);
    Assertions.assertNotEquals(
        GoldenReport.Status.UNSUPPORTED, result.status(), () -> "not known: " + result.problems());
    if (result.status() != GoldenReport.Status.DEVIATES) {
      Assertions.assertEquals(List.of(), result.problems(), golden.name());
    }
  }
}
