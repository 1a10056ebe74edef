package io.trihorn.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The axis of classes, what losses refuse and how they say it, and what they tell of themselves.
 */
class LossArgumentsTest {
  private final GraphBuilder builder = new GraphBuilder();

  private Tensor numbers(long... dims) {
    int size = (int) LongStream.of(dims).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (i * 37 % 101 + 1) / 102f;
    }
    return Tensor.constant(builder, TensorData.of(values, dims));
  }

  private Tensor indices(long... dims) {
    int size = (int) LongStream.of(dims).reduce(1, (a, b) -> a * b);
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] = i * 5 % 7 % 3;
    }
    return Tensor.constant(builder, TensorData.of(values, dims));
  }

  private double[] evaluate(Tensor tensor) {
    TensorData data = Evaluate.graph(builder.build(List.of(tensor.value())), List.of()).get(0);
    return LongStream.range(0, data.size()).mapToDouble(data::getDouble).toArray();
  }

  private static TensorType type(long... dims) {
    return TensorType.of(DataType.FLOAT32, dims);
  }

  /** Classes along another axis are classes along the last after the axes have moved. */
  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "-2, false", "2, false", "-1, true"})
  void classesAlongAnAxis(int axis, boolean logits) {
    Tensor last = numbers(2, 4, 3);
    Tensor moved = Shapes.moveaxis(last, -1, axis);
    Tensor index = indices(2, 4);
    Tensor hot = Shapes.oneHot(index, 3, DataType.FLOAT32);
    double[] expected =
        evaluate(Losses.sparseCategoricalCrossentropy().fromLogits(logits).perSample(index, last));
    assertEquals(8, expected.length);
    assertArrayEquals(
        expected,
        evaluate(
            Losses.sparseCategoricalCrossentropy()
                .fromLogits(logits)
                .axis(axis)
                .perSample(index, moved)),
        1e-6);
    assertArrayEquals(
        expected,
        evaluate(
            Losses.categoricalCrossentropy()
                .fromLogits(logits)
                .axis(axis)
                .perSample(Shapes.moveaxis(hot, -1, axis), moved)),
        1e-6);
  }

  @Test
  void indicesAlongAnAxisAreOfTheOtherAxes() {
    SparseCategoricalCrossentropy loss = Losses.sparseCategoricalCrossentropy();
    assertDoesNotThrow(() -> loss.axis(1).checkTypes(type(2, 4), type(2, 3, 4)));
    assertDoesNotThrow(() -> loss.axis(-2).checkTypes(type(2, 4, 1), type(2, 3, 4)));
    assertDoesNotThrow(() -> loss.axis(0).checkTypes(type(5), type(3, 5)));
    ShapeException thrown =
        assertThrows(
            ShapeException.class, () -> loss.axis(1).checkTypes(type(2, 3), type(2, 3, 4)));
    assertTrue(thrown.getMessage().contains("class indices [2,4]"), thrown::getMessage);
  }

  private static String refused(Loss loss, TensorData targets, long... prediction) {
    return assertThrows(
            IllegalArgumentException.class, () -> loss.checkTargets(targets, new Shape(prediction)))
        .getMessage();
  }

  @Test
  void labelsThatAreNoClasses() {
    SparseCategoricalCrossentropy loss = Losses.sparseCategoricalCrossentropy();
    TensorData three = TensorData.of(new int[] {3, 0}, 2);
    assertEquals(
        "loss 'sparse_categorical_crossentropy' needs whole numbers from 0 to 2 for predictions"
            + " (2, 3), but label 3 in row 0 of the batch is none; number the classes from 0,"
            + " or give the last layer more units",
        refused(loss, three, 2, 3));
    TensorData half = TensorData.of(new float[] {0, 1.5f}, 2);
    assertTrue(refused(loss, half, 2, 3).contains("label 1.5 in row 1"));
    assertTrue(refused(loss, three, 2, 0).contains("label 3 in row 0"));
    assertTrue(refused(loss.axis(0), three, 3, 9).contains("from 0 to 2"));
    assertTrue(refused(loss.axis(1), three, 2, 3, 4).contains("from 0 to 2"));
    loss.axis(-1).checkTargets(three, new Shape(2, 4));
    loss.checkTargets(three, new Shape(2, -1));
    loss.ignoreClass(3).checkTargets(three, new Shape(2, 3));
  }

  /** What is nearer to another whole number is no label; soft labels may be a little off. */
  @Test
  void labelsThatAreNeitherYesNorNo() {
    Loss loss = Losses.binaryCrossentropy();
    loss.checkTargets(TensorData.of(new float[] {0, 1, 0.3f, -0.1f, 1.02f}), new Shape(5, 1));
    loss.checkTargets(TensorData.of(new boolean[] {true, false}), new Shape(2, 1));
    assertTrue(
        refused(loss, TensorData.of(new int[] {1, 2}), 2, 1).contains("label 2 in row 1 of"));
    assertTrue(refused(loss, TensorData.of(new long[] {-1}), 1, 1).contains("label -1 in row 0"));
    assertTrue(
        refused(loss, TensorData.of(new double[] {1.6}), 1, 1).contains("label 1.6 in row 0"));
    assertTrue(refused(loss, TensorData.of(new float[] {0, -0.6f}), 2, 1).contains("in row 1 of"));
    for (Loss hinge : List.of(Losses.hinge(), Losses.squaredHinge())) {
      hinge.checkTargets(TensorData.of(new int[] {-1, 1, 0}), new Shape(3, 1));
      assertTrue(refused(hinge, TensorData.of(new int[] {-2}), 1, 1).contains("-1 and 1, or 0"));
    }
  }

  @Test
  void lossesTellClassesApart() {
    assertEquals(3, Losses.sparseCategoricalCrossentropy().axis(1).classes(new Shape(-1, 3, 4)));
    assertEquals(4, Losses.categoricalCrossentropy().classes(new Shape(-1, 4)));
    assertEquals(2, Losses.binaryCrossentropy().classes(new Shape(-1, 1)));
    assertEquals(-1, Losses.binaryCrossentropy().classes(new Shape(-1, 3)));
    assertEquals(-1, Losses.hinge().classes(new Shape(-1, 1)));
    assertEquals(-1, Losses.meanSquaredError().classes(new Shape(-1, 1)));
  }

  @Test
  void weightsAndMasksThatDoNotFit() {
    Loss loss = Losses.meanAbsoluteError();
    Tensor grid = numbers(2, 3, 2);
    assertEquals(
        "loss 'mean_absolute_error' has a value for each of (2, 3), but the sample weights are (2);"
            + " give one for each row, with an extent of 1 for each further axis, or one for each"
            + " value",
        message(loss, grid, numbers(2), null));
    Tensor mask = Tensor.constant(builder, TensorData.of(new boolean[] {true, false}, 2));
    assertTrue(message(loss, grid, null, mask).contains("but the mask of the predictions is (2)"));
    assertTrue(message(loss, numbers(4, 2), numbers(4, 2), null).contains("for each row, or one"));
    assertTrue(message(loss, numbers(3, 2), numbers(2, 3), null).contains("are (2, 3)"));
  }

  private static String message(Loss loss, Tensor prediction, Tensor weights, Tensor mask) {
    return assertThrows(
            ShapeException.class, () -> loss.compute(prediction, prediction, weights, mask))
        .getMessage();
  }

  /** Every loss whose targets have a form looks at it. */
  @ParameterizedTest
  @CsvSource({
    "Huber",
    "CosineSimilarity",
    "MeanSquaredError",
    "LogCosh",
    "Poisson",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "SparseCategoricalCrossentropy"
  })
  void refusesTargetsOfAnotherShape(String name) {
    Loss loss = Losses.get(name);
    ShapeException thrown =
        assertThrows(ShapeException.class, () -> loss.checkTypes(type(7, 2), type(8, 3)));
    assertTrue(thrown.getMessage().startsWith("loss '" + loss.name() + "' needs"));
  }

  @Test
  void regionsAndSequencesHaveTargetsOfAnyShape() {
    assertDoesNotThrow(() -> Losses.get("CTC").checkTypes(type(2, 4), type(2, 6, 5)));
  }

  @Test
  void boundsOfGeneralizedCrossEntropy() {
    for (double q : new double[] {0, 1}) {
      ConfigException thrown =
          assertThrows(
              ConfigException.class,
              () -> Losses.get("CategoricalGeneralizedCrossEntropy", Map.of("q", q)));
      assertTrue(thrown.getMessage().contains("q should be between 0 and 1, but is " + q));
    }
  }

  @Test
  void tellsOfItself() {
    assertEquals(Reduction.SUM, Losses.huber().reduction("sum").reduction());
    assertEquals(Reduction.NONE, Losses.huber().reduction(null).reduction());
    assertThrows(ConfigException.class, () -> Losses.huber().reduction("most"));
    assertFalse(Losses.meanSquaredError().sparseTargets());
    assertTrue(Losses.sparseCategoricalCrossentropy().sparseTargets());
    assertEquals("Dice", Losses.dice().axis(1).className());
  }

  @Test
  void targetsBecomeTheTypeOfTheLossButIndicesStay() {
    Tensor whole = indices(2, 3);
    Tensor loss = Losses.meanSquaredError().dtype("float64").perSample(whole, numbers(2, 3));
    assertEquals(DataType.FLOAT64, loss.dtype());
    Loss own =
        new Loss() {
          @Override
          public boolean sparseTargets() {
            return true;
          }

          @Override
          protected Tensor call(Tensor yTrue, Tensor yPred) {
            assertEquals(DataType.INT32, yTrue.dtype());
            return yPred;
          }
        };
    assertEquals(6, own.perSample(whole, numbers(2, 3)).size());
  }
}
