package io.trihorn.cli;

import com.google.gson.JsonObject;
import io.trihorn.applications.Applications;
import io.trihorn.backend.Backends;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.testkit.goldens.ApplicationGoldens;
import io.trihorn.testkit.goldens.GoldenCase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the table of what the architectures of the zoo take on a backend, and how exact it is. */
@Command(
    name = "applications",
    description =
        "Builds each architecture of keras.applications for small images, predicts one and trains a"
            + " step, and prints a table of errors and times; fails if one cannot do it.")
final class ApplicationsCommand implements Callable<Integer> {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Which backend; by default the one that programs get.")
  private String backend;

  @Option(
      names = "--models",
      paramLabel = "A,B",
      split = ",",
      description = "Only these architectures, by Keras's names; by default all.")
  private List<String> models = Applications.names().stream().sorted().toList();

  @Option(
      names = "--goldens",
      paramLabel = "DIR",
      description = "What real Keras makes of the same image and weights, a file for each.")
  private Path goldens;

  @Option(
      names = "--tolerance",
      description = "The largest error that is let pass (${DEFAULT-VALUE}).")
  private double tolerance = 2e-3;

  @Option(
      names = "--runs",
      description =
          "How often a step is timed, and ten times as often a prediction (${DEFAULT-VALUE}).")
  private int runs = 3;

  @Option(names = "--output", paramLabel = "FILE.md", description = "Where to write the table.")
  private Path output;

  @Spec private CommandSpec spec;

  /** Each line is printed when it is known: the whole table takes a while. */
  @Override
  public Integer call() throws IOException {
    for (String name : models) {
      Applications.named(name);
    }
    if (runs < 1) {
      throw new IllegalArgumentException("--runs should be at least 1, but is " + runs);
    }
    String engine = backend == null ? Backends.getDefault().name() : backend;
    Map<String, JsonObject> probes = probes();
    Map<String, String> failures = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder();
    print(
        table,
        "| on `" + engine + "` | image | parameters | error | first, s | predict, ms | step, ms |");
    print(table, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (String name : models) {
      try {
        ApplicationTrial trial = ApplicationTrial.of(name, engine, probes.get(name), runs);
        print(table, row(name, trial));
        if (!trial.holds(tolerance)) {
          failures.put(name, "error %s, loss %s".formatted(trial.error(), trial.loss()));
        }
      } catch (RuntimeException e) {
        // The others are still worth their rows; the command fails at the end.
        print(table, "| " + name + " | fails | | | | | |");
        failures.put(name, e.toString());
      }
    }
    if (output != null) {
      AtomicFile.write(output, file -> Files.writeString(file, table));
    }
    failures.forEach((name, problem) -> spec.commandLine().getErr().println(name + ": " + problem));
    return failures.isEmpty() ? 0 : 1;
  }

  private void print(StringBuilder table, String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    table.append(line).append('\n');
  }

  private static String row(String name, ApplicationTrial trial) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,d | %s | %.1f | %.1f | %.1f |",
        name,
        trial.size(),
        trial.parameters(),
        Double.isNaN(trial.error()) ? "" : String.format(Locale.ROOT, "%.1e", trial.error()),
        trial.compileSeconds(),
        trial.predictMilliseconds(),
        trial.stepMilliseconds());
  }

  private Map<String, JsonObject> probes() throws IOException {
    Map<String, JsonObject> probes = new HashMap<>();
    if (goldens != null) {
      for (GoldenCase golden : new ApplicationGoldens(new ZooModels()).cases(goldens)) {
        if (golden.json().has("probe")) {
          probes.put(golden.name(), golden.json().getAsJsonObject("probe"));
        }
      }
    }
    return probes;
  }
}
