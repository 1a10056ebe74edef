package io.trihorn.testkit.arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
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

  /** Weights that are changed over and over stay with the engine; what they were is kept. */
  @Test
  void trainsInPlaceAsTheReferenceDoes() {
    List<float[]> expected = trained("reference");
    List<float[]> actual = trained(backend());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), 1e-4f, "value " + i);
    }
  }

  private static List<float[]> trained(String backend) {
    List<NDArray> kept = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    try (NDManager manager = TrihornNDManager.newBaseManager(backend)) {
      NDArray weight = manager.create(new float[] {0.5f, -1, 2, 0, 1, -0.5f}, new Shape(3, 2));
      NDArray momentum = manager.zeros(weight.getShape());
      weight.setRequiresGradient(true);
      for (int step = 0; step < 30; step++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray x =
              scope.create(new float[] {1, step % 3, -1, 0.5f, 2, step % 5}, new Shape(2, 3));
          NDArray y = scope.create(new float[] {1, 2, 3, step % 2}, new Shape(2, 2));
          try (GradientCollector collector = TrihornNDManager.engine().newGradientCollector()) {
            NDArray loss = x.matMul(weight).sub(y).square().mean();
            collector.backward(loss);
            seen.add(loss.toFloatArray());
          }
        }
        weight
            .getNDArrayInternal()
            .sgdUpdate(
                new NDList(weight, weight.getGradient(), momentum),
                new NDList(weight),
                0.02f,
                0.01f,
                1,
                -1,
                0.9f,
                true);
        if (step % 7 == 3) {
          kept.add(weight.duplicate());
          kept.add(weight.mul(2));
        }
        if (step % 11 == 10) {
          seen.add(weight.toFloatArray());
        }
      }
      kept.forEach(array -> seen.add(array.toFloatArray()));
      seen.add(momentum.toFloatArray());
    }
    return seen;
  }
}
