package io.trihorn.cli.onnxmodels;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries whole models that others exported. */
@Command(
    name = "onnx-models",
    description =
        "Loads each ONNX file without options, predicts at two sizes like ONNX Runtime, and trains"
            + " a step; fails if one cannot do it. Where folders test_data_set_N are beside the"
            + " file, their operands and results are taken.")
public final class OnnxModelsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A directory with .onnx files, at any depth.")
  private Path directory;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      required = true,
      description = "dl4j, tensorflow, onnx or reference.")
  private String backend;

  @Option(
      names = "--tolerance",
      description =
          "The largest difference that is let pass, as a part of an output's largest element"
              + " (${DEFAULT-VALUE}).")
  private double tolerance = 1e-3;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException("there are no .onnx files in " + directory);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("| on `" + backend + "` | errors | loss | less after a step, as a part |");
    out.println("| --- | --- | ---: | ---: |");
    int failed = 0;
    for (Path file : files) {
      String name = directory.relativize(file).toString();
      try {
        OnnxModelTrial trial = OnnxModelTrial.of(file, backend);
        boolean holds = trial.holds(tolerance);
        failed += holds ? 0 : 1;
        out.printf(
            "| %s%s | %s | %s |%n",
            name,
            holds ? "" : " FAILS",
            numbers(trial.errors()),
            trial.isTrained()
                ? String.format(
                    Locale.ROOT, "%.3g | %.1e of %.0e", trial.loss(), trial.gain(), trial.wanted())
                : "| its weights are integers");
      } catch (IOException | RuntimeException e) {
        // The others are still worth their rows; the command fails at the end.
        failed++;
        out.printf("| %s FAILS | %s | | |%n", name, e);
      }
      out.flush();
    }
    return failed == 0 ? 0 : 1;
  }

  private static String numbers(List<Double> numbers) {
    return numbers.stream()
        .map(n -> String.format(Locale.ROOT, "%.3g", n))
        .collect(Collectors.joining(", "));
  }
}
