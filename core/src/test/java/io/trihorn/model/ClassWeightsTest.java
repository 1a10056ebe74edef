package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.trihorn.data.Batch;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which class weight a row gets, as Keras 3.15 decides it. */
class ClassWeightsTest {
  private static final Map<Integer, Double> WEIGHTS = Map.of(0, 0.5, 1, 2.0, 2, 8.0);

  private static Batch batch(TensorData targets, List<TensorData> weights) {
    float[] x = new float[(int) targets.type().dim(0)];
    return new Batch(List.of(TensorData.of(x, x.length, 1)), List.of(targets), weights);
  }

  private static void expect(TensorData targets, double... expected) {
    TensorData weights = ClassWeights.weighted(batch(targets, List.of()), WEIGHTS).weights().get(0);
    double[] got = new double[expected.length];
    for (int i = 0; i < got.length; i++) {
      got[i] = weights.getDouble(i);
    }
    assertArrayEquals(expected, got);
  }

  @Test
  void indicesAndClassesWithoutWeight() {
    expect(TensorData.of(new int[] {2, 0, 7}, 3), 8, 0.5, 1);
    expect(TensorData.of(new int[] {1, 2}, 2, 1), 2, 8);
  }

  @Test
  void classesThatAreNotThere() {
    assertEquals(Set.of(2), ClassWeights.unknown(WEIGHTS, 2));
    assertEquals(Set.of(), ClassWeights.unknown(WEIGHTS, -1));
    assertEquals(Set.of(-2), ClassWeights.unknown(Map.of(-1, 0.0, -2, 1.0, 1, 3.0), 2));
    Objectives two = objectives();
    List<Shape> outputs = List.of(new Shape(-1, 1));
    two.checkClasses(WEIGHTS, outputs);
    two.checkClasses(Map.of(-1, 0.0), outputs);
    Objectives other = objectives();
    assertThrows(IllegalArgumentException.class, () -> other.checkClasses(Map.of(2, 1.0), outputs));
  }

  @Test
  void floatsAreRounded() {
    expect(TensorData.of(new float[] {0.9f, 0.2f, 1.5f, 0.5f}, 4, 1), 2, 0.5, 8, 0.5);
  }

  @Test
  void theHottestClass() {
    expect(TensorData.of(new float[] {0, 0, 1, .4f, .5f, .1f}, 2, 3), 8, 2);
    // The row after it, or before it, has nothing to say; of equals the first counts.
    expect(TensorData.of(new float[] {0, .6f, .4f, 1, 0, 0, .5f, .5f, 0}, 3, 3), 2, 0.5, 0.5);
  }

  @Test
  void oneClassForEachStepIsRefused() {
    ShapeException thrown =
        assertThrows(ShapeException.class, () -> expect(TensorData.of(new int[4], 2, 2, 1), 1, 1));
    assertTrue(thrown.getMessage().contains("give sample weights instead"), thrown::getMessage);
  }

  @Test
  void weightsOfRowsAsWellAreRefused() {
    TensorData targets = TensorData.of(new int[] {1, 2}, 2);
    List<TensorData> rows = List.of(TensorData.of(new float[] {1, 1}, 2));
    ModelException thrown =
        assertThrows(
            ModelException.class, () -> ClassWeights.weighted(batch(targets, rows), WEIGHTS));
    assertTrue(thrown.getMessage().contains("multiply them"), thrown::getMessage);
  }

  private static Objectives objectives() {
    Compilation compilation = new Compilation("sgd").loss("binary_crossentropy");
    return new Objectives(compilation, compilation, List.of("out"));
  }
}
