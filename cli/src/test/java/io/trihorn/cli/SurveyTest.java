package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.examples.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/survey.md has each system of the survey, and what it names is there. */
class SurveyTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/survey.md");
  private static final List<String> SYSTEMS =
      List.of(
          "Caffe",
          "Caffe2",
          "Deeplearning4j",
          "TensorFlow",
          "Theano",
          "Keras",
          "MXNet",
          "Lasagne",
          "CNTK",
          "DIGITS",
          "Torch",
          "PyTorch",
          "Pylearn2",
          "Chainer",
          "neon",
          "Nolearn",
          "sklearn-theano",
          "Paddle",
          "H2O",
          "ConvNetJS",
          "DSSTNE",
          "Mocha, darch",
          "Kaldi",
          "Leaf",
          "MatConvNet",
          "Blocks",
          "medical images",
          "music and emotion");

  private static final Pattern COMMAND = Pattern.compile("\\./trihorn ([a-z][a-z0-9-]*)");
  private static final Pattern EXAMPLE = Pattern.compile("\\./trihorn example ([a-z][a-z0-9-]*)");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final Pattern PROFILE = Pattern.compile("-P([a-z-]+)");

  private static final Pattern PROFILE_ID =
      Pattern.compile("(?s)<profile>\\s*(?:<!--.*?-->\\s*)?<id>([^<]+)</id>");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private record Row(String system, String here, String measured) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| "))
        .skip(2)
        .map(line -> line.split(" \\| "))
        .map(cells -> new Row(cells[0].substring(2), cells[2], cells[3]))
        .toList();
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Test classes, Maven's profiles, commands and examples that there are. */
  private static Set<String> known() throws IOException {
    Set<String> known = new TreeSet<>(Main.commandLine().getSubcommands().keySet());
    Examples.ALL.forEach(example -> known.add(example.name()));
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    known.addAll(found(PROFILE_ID, pom));
    for (String module : found(MODULE, pom)) {
      Path tests = ROOT.resolve(module).resolve("src/test/java");
      if (Files.exists(tests)) {
        try (Stream<Path> files = Files.walk(tests)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .forEach(name -> known.add(name.substring(0, name.length() - ".java".length())));
        }
      }
    }
    return known;
  }

  @Test
  void everySystemHasItsRow() throws IOException {
    assertEquals(SYSTEMS, rows().stream().map(Row::system).toList());
  }

  @Test
  void everyRowNamesWhatCanBeRunAndWhatCameOfIt() throws IOException {
    Set<String> known = known();
    for (Row row : rows()) {
      Set<String> named = new TreeSet<>();
      for (Pattern pattern : List.of(COMMAND, TEST, PROFILE)) {
        named.addAll(found(pattern, row.here()));
      }
      assertFalse(named.isEmpty(), row.system() + " names no command and no test");
      named.removeAll(known);
      assertEquals(Set.of(), named, row.system());
      assertTrue(row.measured().length() > 10, row.system() + " does not say what was measured");
    }
  }

  @Test
  void allThatThePageNamesIsThere() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> named = found(COMMAND, page);
    named.addAll(found(EXAMPLE, page));
    named.addAll(found(TEST, page));
    named.removeAll(known());
    assertEquals(Set.of(), named);
  }

  /** LeNet in ten lines, from the model's first line to its last. */
  @Test
  void leNetHasTenLines() throws IOException {
    Matcher model = Pattern.compile("(?s)var lenet = .*?;").matcher(Files.readString(PAGE));
    assertTrue(model.find());
    assertEquals(10, model.group().lines().count());
  }

  /** What one writes oneself is short. */
  @Test
  void layersLossesAndOptimizersHaveAtMostThirtyLines() throws IOException {
    List<String> own =
        Pattern.compile("(?sm)^class \\w+ extends (Layer|Loss|Optimizer) .*?^}")
            .matcher(Files.readString(ROOT.resolve("docs/guide/custom.md")))
            .results()
            .map(MatchResult::group)
            .toList();
    assertEquals(3, own.size());
    own.forEach(code -> assertTrue(code.lines().count() <= 30, code));
  }
}
