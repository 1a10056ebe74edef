package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.pretrained.AnimalTransfer;
import io.trihorn.examples.pretrained.ModelFolder;
import io.trihorn.examples.pretrained.SentenceSearch;
import io.trihorn.examples.pretrained.SpamTransfer;
import io.trihorn.examples.pretrained.TextReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Programs with trained models that public packages carry. */
@Command(
    name = "pretrained",
    description = {
      "Uses trained models that packages on Maven Central and npm carry, and moves them to other",
      "data. docs/guide/models.md says which they are."
    })
final class PretrainedCommand {
  @Spec private CommandSpec spec;

  private static void use(String backend) {
    if (backend != null) {
      Backends.setDefault(backend);
    }
  }

  private void print(String line, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, line + "%n", values);
    out.flush();
  }

  @Command(
      name = "spam",
      description =
          "Moves all-MiniLM-L6-v2 to short messages: F1 by cross-validation, frozen with a new head"
              + " and fine-tuned; fails below 0.97.")
  int spam(
      @Option(names = "--models", required = true, paramLabel = "DIR") Path models,
      @Option(names = "--data", required = true, paramLabel = "DIR") Path data,
      @Option(names = "--backend", paramLabel = "NAME") String backend,
      @Option(names = "--parts", defaultValue = "5") int parts)
      throws IOException {
    use(backend);
    SpamTransfer.Result result =
        SpamTransfer.run(
            new ModelFolder(models),
            new Data(data),
            parts,
            r -> print("F1 with a new head: %.4f; fine-tuned: %.4f", r.frozen(), r.tuned()));
    return result.tuned() >= 0.97 ? 0 : 1;
  }

  @Command(
      name = "animals",
      description =
          "Moves a network trained on ten kinds of things to animals: accuracies by"
              + " cross-validation.")
  void animals(
      @Option(names = "--data", required = true, paramLabel = "DIR") Path data,
      @Option(names = "--backend", paramLabel = "NAME") String backend,
      @Option(names = "--epochs", defaultValue = "20") int epochs,
      @Option(names = "--parts", defaultValue = "5") int parts)
      throws IOException {
    use(backend);
    AnimalTransfer.Result result = AnimalTransfer.run(new Data(data), epochs, parts);
    print(
        "accuracy from scratch: %.3f; with a new head: %.3f; fine-tuned: %.3f",
        result.scratch(), result.frozen(), result.tuned());
  }

  @Command(
      name = "search",
      description = "Finds the lines of a file that mean most nearly what a question does.")
  void search(
      @Parameters(paramLabel = "FILE.txt") Path sentences,
      @Parameters(paramLabel = "QUESTION") String question,
      @Option(names = "--models", required = true, paramLabel = "DIR") Path models,
      @Option(names = "--backend", paramLabel = "NAME") String backend,
      @Option(names = "--most", defaultValue = "5") int most)
      throws IOException {
    use(backend);
    List<String> lines = Files.readAllLines(sentences).stream().filter(l -> !l.isBlank()).toList();
    SentenceSearch.search(new ModelFolder(models), lines, question, most)
        .forEach(found -> print("%.3f  %s", found.score(), found.sentence()));
  }

  @Command(name = "read", description = "Reads the text of images, line by line, with PP-OCR.")
  void read(
      @Parameters(paramLabel = "IMAGE", arity = "1..*") List<Path> images,
      @Option(names = "--models", required = true, paramLabel = "DIR") Path models,
      @Option(names = "--backend", paramLabel = "NAME") String backend)
      throws IOException {
    use(backend);
    try (TextReader reader = new TextReader(new ModelFolder(models))) {
      for (Path file : images) {
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null) {
          throw new IOException(file + " is no picture that Java can read");
        }
        reader.read(image).forEach(line -> print("%s", line));
      }
    }
  }
}
