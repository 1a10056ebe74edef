package io.trihorn.layers.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.config.ConfigException;
import io.trihorn.config.Constant;
import io.trihorn.config.Ellipsis;
import io.trihorn.config.Slice;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.ops.DTypes;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations in models that are built in Java. */
class OperationsTest {
  private static final TensorData X = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  @TempDir private Path folder;

  private static TensorData run(UnaryOperator<KerasTensor> function) {
    KerasTensor x = Layers.inputTensor(3);
    try (Model model = new Model(x, function.apply(x))) {
      return predict(model);
    }
  }

  private static TensorData predict(Model model) {
    return model.on("reference").predictOnBatch(X).get(0);
  }

  private static TensorData row(float... values) {
    return TensorData.of(values, 2, values.length / 2);
  }

  @Test
  void arithmeticTakesNumbersOnBothSides() {
    assertEquals(row(3, 5, 7, 9, 11, 13), run(x -> Operations.add(Operations.multiply(2, x), 1)));
    assertEquals(
        row(0.5f, 0, -0.5f, -1, -1.5f, -2),
        run(x -> Operations.divide(Operations.subtract(2, x), 2)));
    assertEquals(
        row(-1, -4, -9, -16, -25, -36), run(x -> Operations.negative(Operations.power(x, 2))));
  }

  @Test
  void arraysAreConstants() {
    TensorData weights = TensorData.of(new float[] {1, 0, -1}, 3, 1);
    assertEquals(row(-2, -2), run(x -> Operations.matmul(x, Constant.of(weights))));
  }

  /** Element types and numbers of real Keras 3.15.1 on TensorFlow. */
  @ParameterizedTest
  @CsvSource({"int32,int32,int32", "int8,int8,int32", "uint8,int32,int32", "int64,int32,int64"})
  void productsOfWholeNumbersAreWhole(String left, String right, String product) {
    Constant weights =
        Constant.of(TensorData.of(new int[] {1, 4, 2, 5, 3, 6}, 3, 2).cast(DTypes.parse(right)));
    TensorData expected = TensorData.of(new int[] {14, 32, 32, 77}, 2, 2);
    assertEquals(
        expected.cast(DTypes.parse(product)),
        run(x -> Operations.matmul(Operations.apply("Cast", Map.of("dtype", left), x), weights)));
  }

  @Test
  void elementsAreTakenAsInPython() {
    assertEquals(row(2, 3, 5, 6), run(x -> Operations.getItem(x, Slice.ALL, Slice.of(1L, null))));
    assertEquals(
        row(3, 2, 1, 6, 5, 4),
        run(x -> Operations.getItem(x, Ellipsis.ELLIPSIS, new Slice(null, null, -1L))));
    assertEquals(
        TensorData.of(new float[] {3, 6}, 2),
        run(x -> Operations.getItem(x, Ellipsis.ELLIPSIS, -1)));
  }

  /** Real Keras 3.15.1 on TensorFlow: an empty tuple reduces each element by itself. */
  @Test
  void overNoAxesEachElementStays() {
    for (boolean kept : new boolean[] {false, true}) {
      Map<String, Object> none = Map.of("axis", List.of(), "keepdims", kept);
      for (String name :
          List.of("Sum", "Mean", "Amax", "Min", "Prod", "Median", "Nansum", "Logsumexp")) {
        assertEquals(X, run(x -> Operations.apply(name, none, x)), name);
      }
      assertEquals(row(0, 0, 0, 0, 0, 0), run(x -> Operations.apply("Std", none, x)));
      assertEquals(X, run(x -> Operations.apply("Quantile", none, x, 0.5)));
    }
    assertEquals(
        TensorData.of(new int[] {1, 1, 1, 1, 1, 1}, 2, 3),
        run(x -> Operations.apply("CountNonzero", Map.of("axis", List.of()), x)));
  }

  @Test
  void attributesHaveKerasNames() {
    assertEquals(
        row(2, 5), run(x -> Operations.apply("Mean", Map.of("axis", 1, "keepdims", true), x)));
    assertTrue(
        assertThrows(
                ConfigException.class,
                () -> run(x -> Operations.apply("Mean", Map.of("axes", 1), x)))
            .getMessage()
            .contains("(axis, keepdims)"));
    assertThrows(UnknownNameException.class, () -> run(x -> Operations.apply("Meen", x)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.keras", "m.h5"})
  void modelsOfOperationsAreSavedAndLoaded(String name) {
    KerasTensor x = Layers.inputTensor(3);
    KerasTensor y = Operations.apply("Maximum", Operations.add(x, 1), 3.5);
    KerasTensor z = Layers.dense(2).apply(Operations.getItem(y, Slice.ALL, Slice.of(0L, 2L)));
    TensorData expected;
    try (Model model = new Model(x, z)) {
      expected = predict(model);
      Saving.saveModel(model, folder.resolve(name));
    }
    try (Model model = Saving.loadModel(folder.resolve(name))) {
      assertEquals(expected, predict(model));
    }
  }

  /** The mean over two of three steps where the mask gets to it, else over all. */
  private static double pooled(UnaryOperator<KerasTensor> function) {
    KerasTensor tokens = Layers.inputTensor(3);
    KerasTensor x = Layers.embedding(4, 1).maskZero(true).apply(tokens);
    try (Model model =
        new Model(tokens, Layers.globalAveragePooling1d().apply(function.apply(x)))) {
      model.on("reference").setWeights(List.of((Object) new float[][] {{9}, {1}, {2}, {3}}));
      return model.predictOnBatch(TensorData.of(new float[] {1, 3, 0}, 1, 3)).get(0).getDouble(0);
    }
  }

  @Test
  void operationsDropMasksAsKerasDoes() {
    assertEquals(4, pooled(x -> Layers.add().apply(x, x)), 1e-6);
    assertEquals(26.0 / 3, pooled(x -> Operations.add(x, x)), 1e-5);
    assertEquals(2, pooled(x -> Operations.apply("Cast", Map.of("dtype", "float32"), x)), 1e-6);
    assertEquals(
        13.0 / 3,
        pooled(x -> Operations.apply("Reshape", Map.of("newshape", List.of(-1, 3, 1)), x)),
        1e-5);
  }
}
