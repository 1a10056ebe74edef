package io.trihorn.testkit.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.mistakes.Mistake.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mistakes of a first week with the library, each with the whole message that it is answered
 * with: it names the layer, loss or argument, what was expected, what came, and what to do.
 */
public abstract class MistakesConformance {
  /** The backend's name. */
  protected abstract String backend();

  static List<Mistake> mistakes() {
    return Stream.of(
            TargetMistakes.ALL,
            DataMistakes.ALL,
            BuildingMistakes.ALL,
            TrainingMistakes.ALL,
            OptimizerMistakes.ALL,
            TextMistakes.ALL,
            FileMistakes.ALL,
            ArrayMistakes.ALL)
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isAnswered(Mistake mistake, @TempDir Path folder) {
    Exception answer =
        assertThrows(
            mistake.type(), () -> mistake.code().run(new Place(backend(), folder)), mistake.name());
    assertEquals(mistake.type(), answer.getClass());
    String pattern =
        Arrays.stream(mistake.message().split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    if (!Pattern.compile(pattern, Pattern.DOTALL).matcher(answer.getMessage()).matches()) {
      assertEquals(mistake.message(), answer.getMessage());
    }
  }

  @Test
  void thereAreAsManyAsThoughtOfAndEachIsAnother() {
    Set<String> names = new HashSet<>();
    mistakes().forEach(m -> assertTrue(names.add(m.name()), m.name()));
    assertTrue(names.size() >= 150, () -> "only " + names.size());
  }
}
