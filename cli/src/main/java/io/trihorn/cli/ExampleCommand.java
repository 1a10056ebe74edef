package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.examples.Examples;
import io.trihorn.examples.Examples.Listed;
import io.trihorn.examples.data.Data;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the programs of the examples on real data. */
@Command(
    name = "example",
    description = {
      "Runs an example on real data and prints the figure it reaches beside Keras's.",
      "Fails where it is not as good. The data sets are listed in docs/examples.md."
    })
final class ExampleCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      completionCandidates = Names.class,
      description = "One or more of ${COMPLETION-CANDIDATES}.")
  private List<String> names;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "dl4j, tensorflow or onnx; by default what configuration says.")
  private String backend;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory with the data sets (${DEFAULT-VALUE}).")
  private Path data = Path.of(System.getProperty("user.home", "."), ".trihorn", "datasets");

  @Option(
      names = "--epochs",
      description = "Passes over the data; by default those of Keras's figure.")
  private Integer epochs;

  /** What may be given as NAME. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      Examples.ALL.forEach(e -> add(e.name()));
      add(ALL);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (epochs != null && epochs < 0) {
      throw new ParameterException(spec.commandLine(), "Expected --epochs of 0 or more.");
    }
    List<Listed> chosen = chosen();
    if (backend != null) {
      Backends.setDefault(backend);
    }
    List<String> lines = new ArrayList<>();
    int missed = 0;
    for (Listed example : chosen) {
      long started = System.nanoTime();
      double figure =
          example.program().run(new Data(data), epochs == null ? example.epochs() : epochs);
      boolean reached = example.range().has(figure);
      missed += reached ? 0 : 1;
      lines.add(
          String.format(
              Locale.ROOT,
              "%s on %s: %s %.4f; %s %.4f, %s asked: %s, %.1f s",
              example.name(),
              Backends.getDefault().name(),
              example.figure(),
              figure,
              example.peer(),
              example.theirs(),
              example.range(),
              reached ? "reached" : "MISSED",
              (System.nanoTime() - started) / 1e9));
      System.out.println(lines.get(lines.size() - 1));
    }
    if (lines.size() > 1) {
      lines.forEach(System.out::println);
    }
    return missed == 0 ? 0 : 1;
  }

  private List<Listed> chosen() {
    if (names.contains(ALL)) {
      return Examples.ALL;
    }
    List<Listed> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          Examples.ALL.stream()
              .filter(e -> e.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(),
                          "There is no example '" + name + "'; there are " + new Names())));
    }
    return chosen;
  }
}
