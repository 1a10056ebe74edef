package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Means, variances and bounds of many draws: within five standard errors of the true ones. */
class DistributionsTest {
  private static final int N = 20_000;
  private static final DataType F = DataType.FLOAT64;

  private static double[] draw(int seed, UnaryOperator<Tensor> function) {
    GraphBuilder b = new GraphBuilder();
    Tensor key = Tensor.constant(b, TensorData.of(new int[] {seed, 3}, 2));
    return Evaluate.graph(b.build(List.of(function.apply(key).value())), List.of())
        .get(0)
        .toDoubleArray();
  }

  private static void check(double[] x, double mean, double variance) {
    double sum = Arrays.stream(x).sum() / x.length;
    double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
    double error = 5 * Math.sqrt(variance / x.length);
    assertEquals(mean, sum, error, "mean");
    // The fourth moments of these are at most 12 times the squared variance.
    assertEquals(variance, squares, 5 * variance * Math.sqrt(11.0 / x.length), "variance");
  }

  private static Tensor number(Tensor key, double x) {
    return key.scalar(F, x);
  }

  @Test
  void normalAndTruncated() {
    check(draw(1, k -> Distributions.normal(k, 2, 3, F, N)), 2, 9);
    double[] x = draw(2, k -> Distributions.truncatedNormal(k, 1, 2, F, N));
    check(x, 1, 4 * 0.7737413035499232);
    assertTrue(Arrays.stream(x).allMatch(v -> v >= -3 && v <= 5));
  }

  @Test
  void integers() {
    double[] x = draw(3, k -> Distributions.randint(k, -2, 5, DataType.INT32, N));
    check(x, 1, 4);
    assertEquals(-2, Arrays.stream(x).min().orElseThrow());
    assertEquals(4, Arrays.stream(x).max().orElseThrow());
    double[] wide = draw(3, k -> Distributions.randint(k, 0, 1 << 30, DataType.INT32, N));
    check(wide, (1 << 29) - 0.5, Math.pow(2, 60) / 12);
  }

  @Test
  void gammaAndBeta() {
    for (double alpha : new double[] {0.3, 1, 2.5, 40}) {
      check(draw(4, k -> Distributions.gamma(k, number(k, alpha), F, N)), alpha, alpha);
    }
    double[] x = draw(5, k -> Distributions.beta(k, number(k, 2), number(k, 0.5), F, N));
    check(x, 0.8, 1.0 / (6.25 * 3.5));
    assertTrue(Arrays.stream(x).allMatch(v -> v >= 0 && v <= 1));
  }

  @Test
  void binomial() {
    // Where nothing is left to chance a few draws show as much as many.
    double[][] counts = {
      {1, 0.3, 4000}, {10, 0.5, 4000}, {1000, 0.02, 4000}, {0, 0.5, 20}, {7, 1, 20}
    };
    for (double[] np : counts) {
      double[] x =
          draw(
              6,
              k -> Distributions.binomial(k, number(k, np[0]), number(k, np[1]), F, (long) np[2]));
      check(x, np[0] * np[1], np[0] * np[1] * (1 - np[1]));
      assertTrue(Arrays.stream(x).allMatch(v -> v == Math.rint(v) && v >= 0 && v <= np[0]));
    }
  }

  @Test
  void categorical() {
    double[] logits = {Math.log(0.2), Math.log(0.5), Math.log(0.3)};
    double[] x =
        draw(7, k -> Distributions.categorical(k, k.constant(TensorData.of(logits, 1, 3)), N));
    for (int c = 0; c < 3; c++) {
      double p = Math.exp(logits[c]);
      int place = c;
      long count = Arrays.stream(x).filter(v -> v == place).count();
      assertEquals(p, (double) count / N, 5 * Math.sqrt(p * (1 - p) / N));
    }
  }

  @Test
  void shuffledRowsAreTheSameRows() {
    double[] x = draw(8, k -> Distributions.shuffle(k, Shapes.arange(k, 50, DataType.FLOAT32), 0));
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    double[] all = new double[50];
    Arrays.setAll(all, i -> i);
    assertArrayEquals(all, sorted);
    assertTrue(!Arrays.equals(all, x));
  }
}
