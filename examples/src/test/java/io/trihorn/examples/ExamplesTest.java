package io.trihorn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.Backends;
import io.trihorn.examples.Examples.Listed;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.speech.Tones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every example on a small data set of its kind; the real ones are run by the command line. */
class ExamplesTest {
  @TempDir static Path directory;

  @BeforeAll
  static void writeData() throws IOException {
    SmallData.write(directory);
    Backends.setDefault("onnx");
  }

  private static Listed named(String name) {
    return Examples.ALL.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  /** What guessing would reach is out of each range. */
  @ParameterizedTest
  @CsvSource({
    "housing, 60, 0, 1",
    "iris, 20, 0.95, 1",
    "images, 6, 0.9, 1",
    "spam, 20, 0.95, 1",
    "airline, 20, 0, 20",
    "char-rnn, 40, 0, 1.5",
    "two-inputs, 200, 0, 1",
    "fine-tuning, 4, 0.75, 1",
    "custom-layer, 6, 0.6, 1",
    "gan, 2, 0.05, 2.5",
    "wgan-gp, 2, 0.5, 50",
    "vae, 3, 50, 450",
    "resume, 200, 0, 1",
    "serving, 20, 0.95, 1",
    "search, 3, 0.9, 1",
    "distillation, 40, 0.6, 1",
    "contrastive, 5, 0.6, 1",
    "federated, 20, 0.6, 1",
    "tree-lstm, 6, 0.95, 1",
    "early-exit, 20, 0.6, 1",
    "stacked-autoencoder, 10, 0.6, 1",
    "boltzmann-machine, 30, 0, 0.25",
    "deep-belief, 10, 0.6, 1",
    "k-means, 10, 0.6, 1",
    "features, 10, 0.6, 1",
    "cross-validation, 20, 0.95, 1",
    "wine, 20, 0.95, 1",
    "prices, 60, 0.9, 1",
    "scans, 40, 0, 30",
    "music, 40, 1, 1.6",
    "spam-f1, 20, 0.95, 1",
    "word-rnn, 60, 1, 1.6",
    "temperatures, 60, 0, 1.5",
    "recommender, 3, 0, 1",
    "tagger, 100, 0.95, 1",
    "dates, 2, 0.9, 1",
    "masked-words, 100, 0, 1"
  })
  void learns(String name, int epochs, double from, double to) throws IOException {
    double figure = named(name).program().run(new Data(directory), epochs);
    assertTrue(
        from <= figure && figure <= to,
        () -> name + ": expected from " + from + " to " + to + ", but it is " + figure);
  }

  /** Their figures are shares of few pixels and rounding errors, which differ by themselves. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void everyBackendFindsMembranesAndEmotions(String backend) throws IOException {
    try {
      Backends.setDefault(backend);
      double right = named("membranes").program().run(new Data(directory), 40);
      assertTrue(right > 0.95, () -> "share of pixels: " + right);
      double difference = named("emotions").program().run(new Data(directory), 1);
      assertTrue(difference < 1e-5, () -> "difference to Keras: " + difference);
    } finally {
      Backends.setDefault("onnx");
    }
  }

  static Stream<Listed> examples() {
    return Examples.ALL.stream();
  }

  /** All but those that make their data. */
  static Stream<Listed> examplesWithFiles() {
    return examples()
        .filter(e -> !Set.of("cart-pole", "recommender", "dates", "speech").contains(e.name()));
  }

  @ParameterizedTest
  @MethodSource("examplesWithFiles")
  void withoutDataTheMessageSaysWhatToGive(Listed example, @TempDir Path empty) {
    IOException e =
        assertThrows(IOException.class, () -> example.program().run(new Data(empty), 1));
    assertTrue(e.getMessage().contains("--data DIR"), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void hasAtMostThirtyLines(Listed example) throws IOException {
    String file = example.program().getClass().getSimpleName() + ".java";
    List<String> lines =
        Files.readAllLines(Path.of("src/main/java/io/trihorn/examples").resolve(file));
    String declared = "public (final class|record) .*";
    int start =
        lines.indexOf(lines.stream().filter(l -> l.matches(declared)).findFirst().orElseThrow());
    assertTrue(lines.size() - start <= 30, () -> file + " has " + (lines.size() - start));
  }

  @Test
  void namesAreDifferent() {
    assertEquals(Examples.ALL.size(), Examples.ALL.stream().map(Listed::name).distinct().count());
  }

  /** Tones instead of a voice, which not every machine has. */
  @Test
  void speechIsUnderstood() throws IOException {
    double wrong = new Speech(Tones::say).run(new Data(directory), 6);
    assertTrue(wrong < 0.2, () -> "words that are wrong: " + wrong);
  }

  /** A game by lot has 22 pushes; the command goes on until the task is solved. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void cartPoleIsLearned(String backend) throws IOException {
    Backends.setDefault(backend);
    try {
      double length = named("cart-pole").program().run(new Data(directory), 9);
      assertTrue(length > 100, () -> "mean length " + length);
    } finally {
      Backends.setDefault("onnx");
    }
  }

  /** Where a step is the user's own, every backend reaches the same figure. */
  @ParameterizedTest
  @CsvSource({
    "gan, 2",
    "wgan-gp, 2",
    "vae, 2",
    "distillation, 5",
    "contrastive, 2",
    "federated, 5",
    "boltzmann-machine, 2",
    "deep-belief, 2",
    "cross-validation, 10",
    "wine, 10",
    "prices, 20",
    "scans, 5",
  })
  void backendsAgree(String name, int epochs) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    try {
      for (String backend : List.of("onnx", "tensorflow", "dl4j")) {
        Backends.setDefault(backend);
        figures.put(backend, named(name).program().run(new Data(directory), epochs));
      }
    } finally {
      Backends.setDefault("onnx");
    }
    double first = figures.get("onnx");
    figures
        .values()
        .forEach(v -> assertEquals(first, v, 2e-4 * Math.abs(first), figures::toString));
  }
}
