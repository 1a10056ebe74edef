package io.trihorn.testkit.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.trihorn.ndarray.TrihornNDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Trihorn's arrays on a backend answer to a table of calls what DJL's PyTorch engine answers:
 * values, types, shapes, and whether there is an answer at all. Extend it in the backend's module.
 */
public abstract class ArraysConformance {
  /** The name of the backend under test. */
  protected abstract String backend();

  @Test
  void answersAsPyTorchDoes() {
    Map<String, ArrayAnswer> recorded = ArrayAnswers.recorded();
    List<String> misses = new ArrayList<>();
    try (NDManager manager = TrihornNDManager.newBaseManager(backend())) {
      for (ArrayCase asked : ArrayAnswers.cases()) {
        ArrayAnswer expected = recorded.get(asked.name());
        ArrayAnswer actual = ArrayAnswer.of(asked, manager);
        if (!expected.agrees(actual) && !Departures.isDeparture(asked.name(), expected)) {
          misses.add(asked.name() + ": expected " + expected + ", but got " + actual);
        }
      }
    }
    assertEquals(List.of(), misses, () -> String.join("\n", misses));
  }
}
