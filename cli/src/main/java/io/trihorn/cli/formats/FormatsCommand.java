package io.trihorn.cli.formats;

import io.trihorn.cli.formats.FormatTrials.What;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the table of what can be read, written and trained on where, by trying all of it. */
@Command(
    name = "formats",
    description =
        "Reads, writes and trains on files of every kind on each backend, and prints a table of"
            + " what passed.")
public final class FormatsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description =
          "Published data: goldens/keras/models, models, peer-suites/dl4j-keras-import and"
              + " peer-suites/onnx-node, as far as they are there.")
  private Path root;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      split = ",",
      description = "Which backends; by default dl4j, tensorflow and onnx.")
  private List<String> backends = List.of("dl4j", "tensorflow", "onnx");

  @Option(names = "--output", paramLabel = "FILE.md", description = "Where to write the table.")
  private Path output;

  private final List<String> lines = new ArrayList<>();

  /** What failed, and on which backends. */
  private final Map<String, List<String>> problems = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    Path goldens = root.resolve("goldens/keras/models");
    if (!Files.isDirectory(goldens)) {
      throw new IOException("there is no directory " + goldens + " with models that Keras saved");
    }
    List<GoldenModel> models = GoldenModel.in(goldens);
    Map<String, FormatTrials> trials = new LinkedHashMap<>();
    Map<String, Map<String, Tally>> suites = new LinkedHashMap<>();
    for (String backend : backends) {
      FormatTrials own = new FormatTrials(backend);
      own.run(models);
      trials.put(backend, own);
      suites.put(backend, Suites.run(root, backend));
    }
    lines.add("# Files and backends");
    lines.add("");
    lines.add(
        "Made by `./trihorn formats DIR --output docs/formats.md`, which tries all of this:"
            + " passed / tried.");
    lines.add("");
    kinds(trials);
    suites(suites);
    problems();
    String text = String.join("\n", lines) + "\n";
    if (output == null) {
      System.out.print(text);
    } else {
      AtomicFile.write(output, file -> Files.writeString(file, text));
    }
    return 0;
  }

  private void kinds(Map<String, FormatTrials> trials) {
    lines.add("## Kinds of files");
    lines.add("");
    lines.add(
        "With the models in `goldens/keras/models`. *Read*: a file, Keras's own where Keras has the"
            + " kind, gives Keras's outputs. *Write*: a file written here gives them again, in the"
            + " engine it is for. *Train on*: a model from a file goes on training. What is empty"
            + " cannot be had: SavedModels are read as a layer, on TensorFlow only"
            + " (`TensorFlow.importSavedModel`).");
    lines.add("");
    List<String> head = new ArrayList<>(List.of("file"));
    for (What what : What.values()) {
      trials.keySet().forEach(b -> head.add(label(what) + ", `" + b + "`"));
    }
    row(head);
    row(head.stream().map(h -> "---").toList());
    for (FileKind kind : FileKind.all()) {
      List<String> cells = new ArrayList<>(List.of(kind.name()));
      for (What what : What.values()) {
        trials.forEach(
            (backend, t) ->
                cells.add(cell(label(what) + " " + kind.name(), backend, t.of(kind, what))));
      }
      row(cells);
    }
    lines.add("");
  }

  private static String label(What what) {
    return what == What.TRAIN ? "train on" : what.name().toLowerCase(Locale.ROOT);
  }

  private String cell(String about, String backend, Tally tally) {
    tally
        .problems()
        .forEach(
            p ->
                problems
                    .computeIfAbsent(about + ": " + p, key -> new ArrayList<>())
                    .add("`" + backend + "`"));
    return tally.toString();
  }

  private void suites(Map<String, Map<String, Tally>> suites) {
    lines.add("## Files that others wrote");
    lines.add("");
    List<String> head = new ArrayList<>(List.of("directory"));
    suites.keySet().forEach(b -> head.add("`" + b + "`"));
    row(head);
    row(head.stream().map(h -> "---").toList());
    for (String directory : suites.values().iterator().next().keySet()) {
      List<String> cells = new ArrayList<>(List.of("`" + directory + "`"));
      suites.forEach(
          (backend, counts) -> cells.add(cell(directory, backend, counts.get(directory))));
      row(cells);
    }
    lines.add("");
    lines.add(
        "What is not passed in the suites is refused by name when it is loaded, which"
            + " `import-cases` and `onnx-cases` list, or is named below. Outputs are compared"
            + " element by element; in intermediate results of `models/onnx` elements near 0 among"
            + " those of some thousands differ by float32's rounding.");
    lines.add("");
  }

  private void problems() {
    if (!problems.isEmpty()) {
      lines.add("## What failed");
      lines.add("");
      problems.forEach(
          (problem, where) -> lines.add("- " + problem + " (" + String.join(", ", where) + ")"));
    }
  }

  private void row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }
}
