package io.trihorn.layers;

import static io.trihorn.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.random.SplitMix64;
import io.trihorn.regularizers.Regularizers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small cases worked out by hand. */
class LayersTest {
  private static TensorData t(float[] values, long... dims) {
    return TensorData.of(values, dims);
  }

  private static TensorData counting(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, i);
    }
    return data;
  }

  private static boolean[] mask(TensorData data) {
    boolean[] values = new boolean[(int) data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.getLong(i) != 0;
    }
    return values;
  }

  @Test
  void convolutionCorrelates() {
    var layer = conv1d(1, 2).useBias(false);
    layer.ensureBuilt(List.of(new Shape(1, 4, 1)));
    TensorData x = t(new float[] {1, 2, 4, 8}, 1, 4, 1);
    LayerRun run = LayerRun.of(layer).set(0, t(new float[] {1, 10}, 2, 1, 1));
    assertArrayEquals(new float[] {21, 42, 84}, run.floats(x));
    var causal = conv1d(1, 2).useBias(false).padding("causal").dilationRate(2);
    causal.ensureBuilt(List.of(new Shape(1, 4, 1)));
    LayerRun late = LayerRun.of(causal).set(0, t(new float[] {1, 10}, 2, 1, 1));
    assertArrayEquals(new float[] {10, 20, 41, 82}, late.floats(x));
  }

  /** As Keras's {@code Dense(1, activation=None)}. */
  @Test
  void noActivationIsTheLinearOne() {
    var layer = dense(1, null).useBias(false);
    layer.ensureBuilt(List.of(new Shape(1, 2)));
    LayerRun run = LayerRun.of(layer).set(0, t(new float[] {1, -10}, 2, 1));
    assertArrayEquals(new float[] {-19}, run.floats(t(new float[] {1, 2}, 1, 2)));
  }

  @Test
  void aLayerOfAClassWithoutANameHasOne() {
    Layer layer =
        new Layer() {
          @Override
          protected Tensor call(Tensor x, Call call) {
            return x;
          }
        };
    assertEquals("layer", layer.name());
  }

  @Test
  void transposedConvolutionSpreads() {
    var layer = conv1dTranspose(1, 2).strides(2).useBias(false);
    layer.ensureBuilt(List.of(new Shape(1, 2, 1)));
    LayerRun run = LayerRun.of(layer).set(0, t(new float[] {1, 10}, 2, 1, 1));
    assertArrayEquals(new float[] {3, 30, 5, 50}, run.floats(t(new float[] {3, 5}, 1, 2, 1)));
    var longer = conv1dTranspose(1, 1).strides(3).useBias(false).outputPadding(2);
    longer.ensureBuilt(List.of(new Shape(1, 2, 1)));
    LayerRun gaps = LayerRun.of(longer).set(0, t(new float[] {1}, 1, 1, 1));
    assertArrayEquals(new float[] {3, 0, 0, 5, 0, 0}, gaps.floats(t(new float[] {3, 5}, 1, 2, 1)));
  }

  @Test
  void wrongShapesNameTheLayer() {
    ShapeException e =
        assertThrows(
            ShapeException.class, () -> LayerRun.of(conv2d(4, 3).name("c")).one(counting(1, 4, 4)));
    assertTrue(
        e.getMessage().contains("layer 'c'") && e.getMessage().contains("rank 4"), e::getMessage);
    ShapeException groups =
        assertThrows(
            ShapeException.class, () -> LayerRun.of(conv1d(4, 1).groups(3)).one(counting(1, 4, 4)));
    assertTrue(groups.getMessage().contains("groups=3"), groups::getMessage);
    assertThrows(ConfigException.class, () -> conv2d(4, 3, 3, 3));
    assertThrows(ConfigException.class, () -> conv2d(4, 3).padding("causal"));
    assertThrows(ConfigException.class, () -> dropout(1.5));
    assertThrows(ConfigException.class, () -> conv2d(4, 3).dataFormat("channels_middle"));
  }

  @Test
  void poolingLeavesPaddingOut() {
    TensorData x = t(new float[] {1, 2, 3, -4, 5}, 1, 5, 1);
    assertArrayEquals(new float[] {2, 3}, LayerRun.of(maxPooling1d(2)).floats(x));
    assertArrayEquals(
        new float[] {1.5f, -0.5f, 5}, LayerRun.of(averagePooling1d(2).padding("same")).floats(x));
    assertArrayEquals(new float[] {2, 3, 5}, LayerRun.of(adaptiveMaxPooling1d(3)).floats(x));
    assertArrayEquals(
        new float[] {2, 4f / 3}, LayerRun.of(adaptiveAveragePooling1d(2)).floats(x), 1e-6f);
  }

  @Test
  void theMeanOverTimeLeavesMaskedStepsOut() {
    TensorData x = t(new float[] {1, 10, 3, 30, 5, 50}, 1, 3, 2);
    LayerRun run = LayerRun.of(globalAveragePooling1d());
    assertArrayEquals(new float[] {3, 30}, run.floats(x));
    run.mask(TensorData.of(new boolean[] {true, true, false}, 1, 3));
    assertArrayEquals(new float[] {2, 20}, run.floats(x));
    assertNull(run.outputMask());
  }

  @Test
  void batchStatisticsAreUsedAndRemembered() {
    TensorData x = t(new float[] {1, 3, 5, 7}, 4, 1);
    try (LayerRun run = LayerRun.of(batchNormalization().momentum(0.75).epsilon(0))) {
      float[] before = run.floats(x);
      assertArrayEquals(new float[] {1, 3, 5, 7}, before, 1e-6f);
      run.training(true);
      float s = (float) Math.sqrt(5);
      assertArrayEquals(new float[] {-3 / s, -1 / s, 1 / s, 3 / s}, run.floats(x), 1e-6f);
      assertEquals(0.25 * 4, run.weight(2).getDouble(0), 1e-6);
      assertEquals(0.75 + 0.25 * 5, run.weight(3).getDouble(0), 1e-6);
    }
    Layer frozen = batchNormalization().trainable(false);
    LayerRun still = LayerRun.of(frozen).training(true);
    assertArrayEquals(new float[] {1, 3, 5, 7}, still.floats(x), 1e-2f);
    assertEquals(0, still.weight(2).getDouble(0));
  }

  @Test
  void maskedPositionsAreNoPartOfTheStatistics() {
    TensorData x = t(new float[] {1, 3, 100}, 1, 3, 1);
    LayerRun run =
        LayerRun.of(batchNormalization().momentum(0))
            .training(true)
            .mask(TensorData.of(new boolean[] {true, true, false}, 1, 3));
    run.one(x);
    assertEquals(2, run.weight(2).getDouble(0), 1e-5);
    assertEquals(1, run.weight(3).getDouble(0), 1e-5);
  }

  @Test
  void dropoutKeepsTheSumOnAverage() {
    TensorData ones = TensorData.full(TensorType.of(DataType.FLOAT32, 100, 100), 1);
    try (LayerRun run = LayerRun.of(dropout(0.2)).training(true)) {
      double sum = 0;
      for (float v : run.floats(ones)) {
        assertTrue(v == 0 || Math.abs(v - 1.25) < 1e-6, "kept elements are scaled, got " + v);
        sum += v;
      }
      assertEquals(1, sum / 10000, 0.03);
      TensorData again = run.one(ones);
      assertTrue(!again.equals(run.one(ones)), "each call draws anew");
      assertEquals(ones, run.training(false).one(ones));
    }
    assertEquals(ones, LayerRun.of(dropout(0)).training(true).one(ones));
    assertEquals(0, LayerRun.of(dropout(1)).training(true).one(ones).getDouble(7));
    LayerRun a = LayerRun.of(dropout(0.5).seed(7)).training(true);
    LayerRun b = LayerRun.of(dropout(0.5).seed(7)).training(true);
    assertEquals(a.one(ones), b.one(ones));
  }

  @Test
  void wholeChannelsAreDropped() {
    TensorData ones = TensorData.full(TensorType.of(DataType.FLOAT32, 1, 5, 40), 1);
    float[] y = LayerRun.of(spatialDropout1d(0.5)).training(true).floats(ones);
    int kept = 0;
    for (int c = 0; c < 40; c++) {
      for (int t = 1; t < 5; t++) {
        assertEquals(y[c], y[t * 40 + c]);
      }
      kept += y[c] == 2 ? 1 : 0;
    }
    assertTrue(kept > 5 && kept < 35, kept + " of 40 kept");
  }

  @Test
  void noiseHasTheStatisticsItShould() {
    TensorData x = TensorData.full(TensorType.of(DataType.FLOAT32, 200, 100), 2);
    check(LayerRun.of(gaussianNoise(0.5)).training(true).floats(x), 2, 0.5);
    check(LayerRun.of(gaussianDropout(0.2)).training(true).floats(x), 2, 2 * 0.5);
    TensorData standard = TensorData.zeros(x.type());
    var random = new SplitMix64(5);
    for (long i = 0; i < standard.size(); i++) {
      standard.setDouble(i, random.nextNormal());
    }
    check(LayerRun.of(alphaDropout(0.3)).training(true).floats(standard), 0, 1);
  }

  private static void check(float[] values, double mean, double stddev) {
    double sum = 0;
    double squares = 0;
    for (float v : values) {
      sum += v;
      squares += v * v;
    }
    double m = sum / values.length;
    assertEquals(mean, m, 0.05);
    assertEquals(stddev, Math.sqrt(squares / values.length - m * m), 0.05);
  }

  @Test
  void mergedMasksAreOnWhereAnyIs() {
    TensorData a = t(new float[] {1, 2, 3}, 1, 3, 1);
    TensorData b = t(new float[] {5, 1, 9}, 1, 3, 1);
    TensorData mask = TensorData.of(new boolean[] {true, false, false}, 1, 3);
    LayerRun run = LayerRun.of(Layers.add()).mask(mask);
    assertArrayEquals(new float[] {6, 3, 12}, run.floats(a, b));
    assertNull(run.outputMask(), "one input has no mask");
    LayerRun product = LayerRun.of(multiply()).mask(mask);
    assertArrayEquals(new float[] {5, 1, 9}, product.floats(a, b), "a masked element counts as 1");
    LayerRun largest = LayerRun.of(minimum()).mask(mask);
    assertArrayEquals(new float[] {1, 1, 9}, largest.floats(a, b), "a masked element is left out");
    LayerRun joined = LayerRun.of(concatenate().axis(1)).mask(mask);
    joined.one(a, b);
    assertArrayEquals(
        new boolean[] {true, false, false, true, true, true}, mask(joined.outputMask()));
  }

  @Test
  void lowerRanksGetAxesAfterTheBatch() {
    TensorData a = counting(2, 2, 3);
    TensorData b = t(new float[] {0, 10, 20, 100, 110, 120}, 2, 3);
    assertArrayEquals(
        new float[] {0, 11, 22, 3, 14, 25, 106, 117, 128, 109, 120, 131},
        LayerRun.of(Layers.add()).floats(a, b));
  }

  @Test
  void paddingIsMaskedAndLookedUp() {
    LayerRun run = LayerRun.of(embedding(4, 2).maskZero(true));
    TensorData y = run.one(TensorData.of(new int[] {2, 0, 3}, 1, 3));
    assertArrayEquals(new boolean[] {true, false, true}, mask(run.outputMask()));
    assertEquals(run.weight(0).getDouble(4), y.getDouble(0));
    LayerRun steps = LayerRun.of(masking(-1));
    float[] kept = steps.floats(t(new float[] {-1, -1, -1, 2}, 1, 2, 2));
    assertArrayEquals(new float[] {0, 0, -1, 2}, kept, 0f);
    assertArrayEquals(new boolean[] {false, true}, mask(steps.outputMask()));
  }

  @Test
  void penaltiesBecomeLosses() {
    TensorData x = t(new float[] {1, -2, 3}, 1, 3);
    LayerRun run = LayerRun.of(activityRegularization(0.5, 0.25));
    run.one(x);
    assertEquals(0.5 * 6 + 0.25 * 14, run.losses().get(0).getDouble(0), 1e-6);
    ConfigException another =
        assertThrows(
            ConfigException.class,
            () ->
                activityRegularization(0.5, 0.25)
                    .name("penalty")
                    .activityRegularizer(Regularizers.get("l1")));
    assertEquals(
        "ActivityRegularization 'penalty': the activity regularizer should be made of l1 = 0.5 and"
            + " l2 = 0.25, but another one was given; set it on the layer before",
        another.getMessage());
    LayerRun dense =
        LayerRun.of(
            dense(1)
                .kernelInitializer("ones")
                .kernelRegularizer(Regularizers.get("l2"))
                .activityRegularizer(Regularizers.get("l1")));
    dense.one(x);
    assertEquals(0.01 * 2, dense.losses().get(0).getDouble(0), 1e-6, "of the output");
    assertEquals(0.01 * 3, dense.losses().get(1).getDouble(0), 1e-6, "of the kernel");
  }

  @Test
  void activationsWithAttributes() {
    TensorData x = t(new float[] {-2, -0.5f, 0, 0.5f, 2}, 1, 5);
    assertArrayEquals(
        new float[] {-0.2f, -0.05f, 0, 0.5f, 1},
        LayerRun.of(relu().maxValue(1).negativeSlope(0.1)).floats(x),
        1e-6f);
    assertArrayEquals(
        new float[] {-0.6f, -0.15f, 0, 0.5f, 2}, LayerRun.of(leakyRelu()).floats(x), 1e-6f);
    assertArrayEquals(
        new float[] {(float) Math.expm1(-2), (float) Math.expm1(-0.5), 0, 0.5f, 2},
        LayerRun.of(elu()).floats(x),
        1e-6f);
    LayerRun masked =
        LayerRun.of(softmax())
            .named("mask", TensorData.of(new boolean[] {true, true, false, false, false}, 1, 5));
    float[] p = masked.floats(t(new float[] {1, 1, 5, 5, 5}, 1, 5));
    assertArrayEquals(new float[] {0.5f, 0.5f, 0, 0, 0}, p, 1e-6f);
    float[] both = LayerRun.of(softmax().axis(1, 2)).floats(counting(2, 1, 2));
    assertEquals(1, both[0] + both[1], 1e-6);
  }

  @Test
  void elementsMoveWhereTheyShould() {
    assertArrayEquals(
        new float[] {0, 2, 4, 1, 3, 5}, LayerRun.of(permute(2, 1)).floats(counting(1, 3, 2)));
    assertArrayEquals(
        new float[] {0, 2, 1, 3},
        LayerRun.of(flatten().dataFormat("channels_first")).floats(counting(1, 2, 2)));
    assertArrayEquals(
        new float[] {0, 0, 1, 1}, LayerRun.of(upSampling1d(2)).floats(counting(1, 2, 1)));
    assertArrayEquals(
        new float[] {0, 0, 1, 0}, LayerRun.of(zeroPadding1d(1)).floats(counting(1, 2, 1)));
    assertArrayEquals(new float[] {1}, LayerRun.of(cropping1d(1)).floats(counting(1, 3, 1)));
    ShapeException e =
        assertThrows(
            ShapeException.class, () -> LayerRun.of(cropping1d(2)).floats(counting(1, 3, 1)));
    assertTrue(e.getMessage().contains("leaves nothing"), e::getMessage);
  }

  @Test
  void batchesOfStepsAndStepsOfBatchesAreTheSame() {
    var normal = timeDistributed(batchNormalization());
    LayerRun run = LayerRun.of(normal).training(true);
    float[] y = run.floats(t(new float[] {1, 10, 3, 30}, 2, 2, 1));
    float one = (float) (1 / Math.sqrt(1 + 1e-3));
    assertArrayEquals(new float[] {-one, -1, one, 1}, y, 1e-3f, "each step by its own statistics");
  }
}
