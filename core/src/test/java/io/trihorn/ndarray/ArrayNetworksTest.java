package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What DJL's PyTorch engine has no answer to, held to plain loops in double, and random numbers.
 */
class ArrayNetworksTest {
  private static final float RATE = 0.1f;
  private static final float DECAY = 0.05f;
  private static final float SCALE = 0.5f;
  private static final float CLIP = 0.2f;
  private static final float RHO = 0.9f;
  private static final float EPSILON = 1e-3f;

  private final NDManager manager = TrihornNDManager.newBaseManager("reference");

  @AfterEach
  void close() {
    manager.close();
  }

  private interface Step {
    void of(NDList inputs, NDList weights);
  }

  private interface Rule {
    /** The next weight; the state is changed. */
    double next(double weight, double gradient, double[] state);
  }

  private static double clipped(double gradient) {
    return Math.max(-CLIP, Math.min(CLIP, gradient * SCALE));
  }

  private static double decayed(double weight, double gradient) {
    return clipped(gradient) + DECAY * weight;
  }

  /** Two steps of an optimizer on three weights, beside its formula. */
  private void holds(int states, Step step, Rule rule) {
    double[] weights = {0.5, -1.25, 2};
    double[] gradients = {0.3, -0.1, 4};
    double[][] state = new double[3][states];
    NDList inputs =
        new NDList(
            manager.create(weights).toType(DataType.FLOAT32, false),
            manager.create(gradients).toType(DataType.FLOAT32, false));
    for (int i = 0; i < states; i++) {
      inputs.add(manager.full(new Shape(3), 0.25f * (i + 1), DataType.FLOAT32));
      for (double[] row : state) {
        row[i] = 0.25 * (i + 1);
      }
    }
    for (int round = 0; round < 2; round++) {
      step.of(inputs, new NDList(inputs.get(0)));
      for (int i = 0; i < 3; i++) {
        weights[i] = rule.next(weights[i], gradients[i], state[i]);
      }
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(weights[i], inputs.get(0).getFloat(i), 1e-5, "weight " + i);
      for (int s = 0; s < states; s++) {
        assertEquals(state[i][s], inputs.get(2 + s).getFloat(i), 1e-5, "state " + s);
      }
    }
  }

  @Test
  void nesterov() {
    holds(
        1,
        (in, w) -> in.get(0).getNDArrayInternal().nagUpdate(in, w, RATE, DECAY, SCALE, CLIP, 0.8f),
        (w, g, s) -> {
          s[0] = 0.8f * s[0] + decayed(w, g);
          return w - RATE * (decayed(w, g) + 0.8f * s[0]);
        });
  }

  @Test
  void adagrad() {
    holds(
        1,
        (in, w) ->
            in.get(0).getNDArrayInternal().adagradUpdate(in, w, RATE, DECAY, SCALE, CLIP, EPSILON),
        (w, g, s) -> {
          double d = decayed(w, g);
          s[0] += d * d;
          return w - RATE * d / (Math.sqrt(s[0]) + EPSILON);
        });
  }

  @Test
  void adadelta() {
    holds(
        2,
        (in, w) ->
            in.get(0).getNDArrayInternal().adadeltaUpdate(in, w, DECAY, SCALE, CLIP, RHO, EPSILON),
        (w, g, s) -> {
          double c = clipped(g);
          s[0] = RHO * s[0] + (1 - RHO) * c * c;
          double move = Math.sqrt(s[1] + EPSILON) / Math.sqrt(s[0] + EPSILON) * c;
          s[1] = RHO * s[1] + (1 - RHO) * move * move;
          return w - move - DECAY * w;
        });
  }

  @Test
  void rmsprop() {
    holds(
        1,
        (in, w) ->
            in.get(0)
                .getNDArrayInternal()
                .rmspropUpdate(in, w, RATE, DECAY, SCALE, CLIP, RHO, 0, EPSILON, false),
        (w, g, s) -> {
          double d = decayed(w, g);
          s[0] = RHO * s[0] + (1 - RHO) * d * d;
          return w - RATE * d / Math.sqrt(s[0] + EPSILON);
        });
    holds(
        3,
        (in, w) -> {
          // A mean of squares is not below the square of the mean.
          in.get(2).addi(0.5f);
          in.get(0)
              .getNDArrayInternal()
              .rmspropUpdate(in, w, RATE, DECAY, SCALE, CLIP, RHO, 0.8f, EPSILON, true);
        },
        (w, g, s) -> {
          double d = decayed(w, g);
          s[0] = RHO * (s[0] + 0.5) + (1 - RHO) * d * d;
          s[1] = RHO * s[1] + (1 - RHO) * d;
          s[2] = 0.8f * s[2] - RATE * d / Math.sqrt(s[0] - s[1] * s[1] + EPSILON);
          return w + s[2];
        });
  }

  @Test
  void clippedSteps() {
    holds(
        1,
        (in, w) ->
            in.get(0).getNDArrayInternal().sgdUpdate(in, w, RATE, DECAY, SCALE, CLIP, 0.8f, false),
        (w, g, s) -> {
          s[0] = 0.8f * s[0] + RATE * decayed(w, g);
          return w - s[0];
        });
  }

  @Test
  void slopesOfChannels() {
    NDArray x = manager.create(new float[] {-1, 2, -3, -4, 5, -6}, new Shape(1, 3, 2));
    NDArray slopes = manager.create(new float[] {0.5f, 0.25f, 2});
    NDArray y = x.getNDArrayInternal().prelu(x, slopes).singletonOrThrow();
    assertArrayEquals(new float[] {-0.5f, 2, -0.75f, -1, 5, -12}, y.toFloatArray());
  }

  /** Each input element adds the kernel, times itself, to the output. */
  @Test
  void transposedConvolution() {
    for (int groups : new int[] {1, 2}) {
      NDArray x = manager.arange(32f).reshape(1, 4, 2, 4).mod(7);
      NDArray kernel = manager.arange(6f * 4 / groups * 6).reshape(6, 4 / groups, 2, 3).mod(5);
      NDArray bias = manager.arange(6f);
      NDArray y =
          x.getNDArrayInternal()
              .deconvolution(
                  x,
                  kernel,
                  bias,
                  new Shape(2, 3),
                  new Shape(1, 1),
                  new Shape(1, 0),
                  new Shape(1, 2),
                  groups)
              .singletonOrThrow();
      int height = 2 - 2 + 2 + 1;
      int width = 9 - 2 + 5;
      assertEquals(new Shape(1, 6, height, width), y.getShape());
      float[] expected = new float[6 * height * width];
      for (int f = 0; f < 6; f++) {
        Arrays.fill(expected, f * height * width, (f + 1) * height * width, f);
        int first = f / (6 / groups) * (4 / groups);
        for (int c = 0; c < 4 / groups; c++) {
          for (int i = 0; i < 2 * 4 * 2 * 3; i++) {
            int row = i / 24;
            int column = i / 6 % 4;
            int p = i / 3 % 2;
            int q = i % 3;
            int toRow = row * 2 + p - 1;
            int toColumn = column * 3 + q * 2 - 1;
            if (toRow >= 0 && toRow < height && toColumn >= 0 && toColumn < width) {
              expected[(f * height + toRow) * width + toColumn] +=
                  x.getFloat(0, first + c, row, column) * kernel.getFloat(f, c, p, q);
            }
          }
        }
      }
      assertArrayEquals(expected, y.toFloatArray(), 1e-4f);
    }
  }

  @Test
  void randomNumbersBySeed() {
    Shape many = new Shape(20_000);
    manager.getEngine().setRandomSeed(3);
    NDArray first = manager.randomNormal(1, 2, many, DataType.FLOAT32);
    NDArray second = manager.randomNormal(1, 2, many, DataType.FLOAT32);
    manager.getEngine().setRandomSeed(3);
    assertEquals(first, manager.randomNormal(1, 2, many, DataType.FLOAT32));
    assertNotEquals(first, second);
    assertMoments(first, 1, 4);
    assertMoments(manager.randomUniform(-1, 3, many, DataType.FLOAT64), 1, 16.0 / 12);
    assertMoments(manager.randomInteger(2, 6, many, DataType.INT32), 3.5, 1.25);
    NDArray cut = manager.truncatedNormal(0, 1, many, DataType.FLOAT32);
    assertMoments(cut, 0, 0.7737);
    assertTrue(cut.abs().max().getFloat() <= 2);
    long[] order = manager.randomPermutation(100).toLongArray();
    Arrays.sort(order);
    assertArrayEquals(LongStream.range(0, 100).toArray(), order);
    NDArray two = manager.create(new float[] {0.5f, 30});
    NDArray poisson = manager.samplePoisson(two, many);
    assertMoments(poisson.get(0), 0.5, 0.5);
    assertMoments(poisson.get(1), 30, 30);
    NDArray gamma = manager.sampleGamma(two, manager.create(new float[] {2, 0.5f}), many);
    assertMoments(gamma.get(0), 1, 2);
    assertMoments(gamma.get(1), 15, 7.5);
    NDArray counts = manager.randomMultinomial(20_000, manager.create(new float[] {0.2f, 0, 0.8f}));
    assertEquals(0, counts.getLong(1));
    assertEquals(4000, counts.getLong(0), 300);
  }

  private static void assertMoments(NDArray drawn, double mean, double variance) {
    double[] values = drawn.toType(DataType.FLOAT64, false).toDoubleArray();
    double found = DoubleStream.of(values).average().orElseThrow();
    double spread =
        DoubleStream.of(values).map(v -> (v - found) * (v - found)).average().orElseThrow();
    double error = Math.sqrt(variance / values.length);
    assertEquals(mean, found, 5 * error);
    assertEquals(variance, spread, 0.12 * variance);
  }

  @Test
  void dropoutBySeed() {
    NDArray x = manager.ones(new Shape(100, 100));
    manager.getEngine().setRandomSeed(5);
    NDArray once = x.getNDArrayInternal().dropout(x, 0.25f, true).singletonOrThrow();
    NDArray again = x.getNDArrayInternal().dropout(x, 0.25f, true).singletonOrThrow();
    assertNotEquals(once, again);
    manager.getEngine().setRandomSeed(5);
    assertEquals(once, x.getNDArrayInternal().dropout(x, 0.25f, true).singletonOrThrow());
    assertEquals(7500, once.gt(0).sum().getLong(), 200);
    assertEquals(4f / 3, once.max().getFloat(), 1e-6);
  }
}
