package io.trihorn.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The losses as functions: Keras 3.15.1's values for two rows of three outputs. */
class LossFormsTest {
  private static final TensorData HOT = TensorData.of(new float[] {0, 1, 0, 1, 0, 0}, 2, 3);
  private static final TensorData INDEX = TensorData.of(new int[] {1, 0}, 2);
  private static final TensorData PREDICTION =
      TensorData.of(new float[] {.2f, .7f, .1f, .3f, .3f, .4f}, 2, 3);

  private static Arguments row(String name, BinaryOperator<Tensor> loss, double... expected) {
    return Arguments.of(name, loss, HOT, expected);
  }

  private static Arguments row(
      String name, BinaryOperator<Tensor> loss, boolean indices, double... expected) {
    return Arguments.of(name, loss, indices ? INDEX : HOT, expected);
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        row("binary_crossentropy", Losses::binaryCrossentropy, 0.228393, 0.6904911),
        row("binary_focal_crossentropy", Losses::binaryFocalCrossentropy, 0.0140267, 0.2345932),
        row("categorical_crossentropy", Losses::categoricalCrossentropy, 0.356675, 1.203973),
        row(
            "categorical_focal_crossentropy",
            Losses::categoricalFocalCrossentropy,
            0.008025187,
            0.1474867),
        row(
            "sparse_categorical_crossentropy",
            Losses::sparseCategoricalCrossentropy,
            true,
            0.356675,
            1.203973),
        row(
            "categorical_generalized_cross_entropy",
            Losses::categoricalGeneralizedCrossEntropy,
            true,
            0.3266799,
            0.9045548),
        row(
            "mean_squared_error of the formulas",
            LossFunctions::meanSquaredError,
            0.0466667,
            0.2466667),
        row("circle", Losses::circle, true, 0, 0),
        row("cosine_similarity", Losses::cosineSimilarity, -0.9525794, -0.5144957),
        row("huber", Losses::huber, 0.02333334, 0.1233333),
        row("mean_squared_error", Losses::meanSquaredError, 0.04666667, 0.2466667),
        row("dice", Losses::dice, 0.5),
        row("tversky", Losses::tversky, 0.5),
        row("mean_absolute_error", Losses::meanAbsoluteError, 0.2, 0.4666667),
        row(
            "mean_absolute_percentage_error",
            Losses::meanAbsolutePercentageError,
            1e+08,
            2.333334e+08),
        row(
            "mean_squared_logarithmic_error",
            Losses::meanSquaredLogarithmicError,
            0.02291251,
            0.1225408),
        row("log_cosh", Losses::logCosh, 0.02306688, 0.1165215),
        row("kl_divergence", Losses::klDivergence, 0.3566721, 1.20397),
        row("poisson", Losses::poisson, 0.452225, 0.7346575),
        row("hinge", Losses::hinge, 0.8666667, 1.133333),
        row("squared_hinge", Losses::squaredHinge, 0.9133334, 1.38),
        row("categorical_hinge", Losses::categoricalHinge, 0.5, 1.1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void values(String name, BinaryOperator<Tensor> loss, TensorData truth, double[] expected) {
    GraphBuilder builder = new GraphBuilder();
    Tensor result =
        loss.apply(Tensor.constant(builder, truth), Tensor.constant(builder, PREDICTION));
    TensorData got = Evaluate.graph(builder.build(List.of(result.value())), List.of()).get(0);
    assertEquals(expected.length, got.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], got.getDouble(i), 2e-6 * Math.max(1, Math.abs(expected[i])));
    }
  }

  /** Two sequences of six steps of four labels; Keras 3.15.1. */
  @Test
  void ctc() {
    float[] logits = new float[48];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i * 37 % 101 / 25f - 2;
    }
    TensorData labels = TensorData.of(new int[] {1, 2, 2, 0, 3, 1, 0, 0}, 2, 4);
    GraphBuilder builder = new GraphBuilder();
    Tensor loss =
        Losses.ctc(
            Tensor.constant(builder, labels),
            Tensor.constant(builder, TensorData.of(logits, 2, 6, 4)));
    TensorData got = Evaluate.graph(builder.build(List.of(loss.value())), List.of()).get(0);
    assertEquals(7.9565306, got.getDouble(0), 1e-5);
    assertEquals(7.324913, got.getDouble(1), 1e-5);
  }

  @Test
  void byNameAndAttributes() {
    assertEquals("Huber", Losses.get("huber").className());
    assertEquals("own", Losses.get("Huber", Map.of("name", "own")).name());
  }

  private static void fits(String loss, long[] target, long[] prediction) {
    Losses.get(loss).checkTypes(type(target), type(prediction));
  }

  private static void refused(String loss, long[] target, long[] prediction, String hint) {
    ShapeException thrown =
        assertThrows(ShapeException.class, () -> fits(loss, target, prediction));
    assertTrue(thrown.getMessage().contains(hint), thrown::getMessage);
  }

  private static TensorType type(long... dims) {
    return TensorType.of(DataType.FLOAT32, dims);
  }

  private static long[] of(long... dims) {
    return dims;
  }

  @Test
  void targetsThatFit() {
    fits("sparse_categorical_crossentropy", of(8), of(8, 3));
    fits("sparse_categorical_crossentropy", of(8, 1), of(8, 3));
    fits("sparse_categorical_crossentropy", of(8, 4, 5, 1), of(8, 4, 5, 3));
    fits("sparse_categorical_crossentropy", of(8, 4), of(8, 4, 3));
    fits("sparse_categorical_crossentropy", of(8, 4), of(8));
    fits("categorical_crossentropy", of(8, 3), of(8, 3));
    fits("binary_crossentropy", of(8), of(8, 1));
    fits("binary_crossentropy", of(8, 1), of(8));
    fits("binary_crossentropy", of(8, 5), of(8, 5));
    fits("mse", of(8, 1), of(8, 5));
    fits("mse", of(5), of(8, 5));
    fits("mse", of(8, 5), of(8, 1));
  }

  @Test
  void targetsThatDoNotFit() {
    String sparse = "sparse_categorical_crossentropy";
    refused(sparse, of(8, 3), of(8, 3), "one-hot targets are for the loss");
    refused(sparse, of(8, 2), of(8, 3), "class indices [8] for predictions");
    refused(sparse, of(7, 1), of(8, 3), "give one class index for each prediction");
    refused(sparse, of(8, 4, 2), of(8, 4, 3), "class indices [8,4]");
    refused("categorical_crossentropy", of(8), of(8, 3), "Labels.toCategorical(labels, 3)");
    refused("categorical_crossentropy", of(8, 1), of(8, 3), "Labels.toCategorical(labels, 3)");
    refused("categorical_crossentropy", of(8, 4), of(8, 3), "as many classes as the last layer");
    refused("categorical_crossentropy", of(8), of(8, 1), "as many classes as the last layer");
    refused("binary_crossentropy", of(8), of(8, 3), "one label of several classes");
    refused("binary_crossentropy", of(8, 2), of(8, 3), "give a yes or no for each output");
    refused("binary_crossentropy", of(8, 2), of(8), "give a yes or no for each output");
    refused("mse", of(8), of(8, 5), "class indices are for the loss");
    refused("mse", of(8, 4), of(8, 5), "as many units as there are numbers");
    refused("mse", of(7, 5), of(8, 5), "as many units as there are numbers");
  }
}
