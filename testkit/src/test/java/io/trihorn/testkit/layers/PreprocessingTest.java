package io.trihorn.testkit.layers;

import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.normalization;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backends;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Discretization;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.layers.preprocessing.Resizing;
import io.trihorn.layers.preprocessing.STFTSpectrogram;
import io.trihorn.model.Sequential;
import io.trihorn.testkit.goldens.GoldenProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Layers that learn from data, and what Keras's reference data leave out. */
class PreprocessingTest {
  private static TensorData random(long seed, double shift, long... dims) {
    Random random = new Random(seed);
    long size = 1;
    for (long d : dims) {
      size *= d;
    }
    float[] values = new float[(int) size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (shift + 2 * random.nextGaussian());
    }
    return TensorData.of(values, dims);
  }

  private static TensorData run(Layer layer, TensorData input) {
    GoldenProgram program = new GoldenProgram(false);
    program.fetch(
        "y", layer.invoke(program.trace(), List.of(program.feed("x", input)), Map.of()).get(0));
    layer.weights().forEach(w -> program.set(w.variable(), w.initializer().generate(w.type(), 1)));
    return program.run(Backends.get("reference")).get("y");
  }

  /** Expected is what Keras 3.15 computes. */
  @Test
  void givenMeansStandAlongTheLastKeptAxis() {
    TensorData x = TensorData.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 1, 3, 4);
    Normalization rows = normalization().axis(1).mean(1, 2, 3).variance(4, 1, 0.25);
    assertArrayEquals(
        new double[] {-0.5, 0, 0.5, 1, 2, 3, 4, 5, 10, 12, 14, 16},
        run(rows, x).toDoubleArray(),
        1e-6);
    Normalization all = normalization().axis(1, 2).mean(1, 2, 3, 4).variance(4, 1, 0.25, 16);
    assertArrayEquals(
        new double[] {-0.5, -1, -2, -0.25, 1.5, 3, 6, 0.75, 3.5, 7, 14, 1.75},
        run(all, x).toDoubleArray(),
        1e-6);
    Normalization wrong = normalization().axis().mean(1, 2).variance(1, 1);
    assertThrows(ShapeException.class, () -> run(wrong, x));
  }

  @Test
  void adaptedDataHaveMeanZeroAndVarianceOne() {
    List<TensorData> batches =
        List.of(random(1, 100, 7, 3), random(2, 110, 2, 3), random(3, 90, 16, 3));
    Normalization layer = normalization();
    layer.adaptBatches(batches);
    TensorData y = run(layer, TensorData.concatenate(batches));
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < 25; row++) {
        double value = y.getDouble(row * 3L + channel);
        sum += value;
        squares += value * value;
      }
      assertEquals(0, sum / 25, 1e-4);
      assertEquals(1, squares / 25, 1e-4);
    }
  }

  @Test
  void aLayerInUseIsNotAdapted() {
    Normalization layer = normalization();
    try (Sequential model = new Sequential(input(3), layer)) {
      assertEquals(1, model.layers().size());
      assertThrows(IllegalStateException.class, () -> layer.adapt(random(1, 0, 4, 3)));
    }
    assertThrows(IllegalArgumentException.class, () -> normalization().adapt(List.of()));
    assertThrows(
        IllegalStateException.class, () -> new Discretization(1, 2).adapt(random(1, 0, 4)));
  }

  @Test
  void learnedBinsHoldAboutEquallyMany() {
    List<TensorData> batches = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batches.add(random(i, 5, 1000));
    }
    Discretization layer = Discretization.bins(4);
    assertThrows(ConfigException.class, () -> run(Discretization.bins(4), batches.get(0)));
    layer.adaptBatches(batches);
    int[] counts = new int[4];
    for (TensorData batch : batches) {
      for (long bin : run(layer, batch).toLongArray()) {
        counts[(int) bin]++;
      }
    }
    for (int count : counts) {
      assertTrue(Math.abs(count - 2500) < 200, "bins hold " + Arrays.toString(counts));
    }
  }

  @Test
  void integerImagesStayIntegerWithinTheirBounds() {
    TensorData image =
        TensorData.of(new int[] {0, 255, 0, 255, 0, 255, 0, 255}, 1, 8, 1, 1).cast(DataType.UINT8);
    TensorData y = run(new Resizing(13, 1).interpolation("bicubic"), image);
    assertEquals(DataType.UINT8, y.dtype());
    long[] bytes = y.toLongArray();
    // Bicubic interpolation overshoots; wrapped around, a dark end would be bright.
    assertEquals(0, bytes[0]);
    assertEquals(255, bytes[12]);
  }

  @Test
  void spectraAreThoseOfTheDefinition() {
    TensorData signal = random(5, 0, 1, 20, 1);
    STFTSpectrogram plain = new STFTSpectrogram(8).window(null).scaling(null).mode("stft");
    double[] both = run(plain, signal).toDoubleArray();
    double[] angles =
        run(new STFTSpectrogram(8).window(null).scaling(null).mode("angle"), signal)
            .toDoubleArray();
    double[] expected = new double[4 * 10];
    double[] expectedAngles = new double[4 * 5];
    for (int frame = 0; frame < 4; frame++) {
      for (int f = 0; f < 5; f++) {
        double re = 0;
        double im = 0;
        for (int t = 0; t < 8; t++) {
          double x = signal.getDouble(frame * 4L + t);
          re += x * Math.cos(-2 * Math.PI * f * t / 8);
          im += x * Math.sin(-2 * Math.PI * f * t / 8);
        }
        expected[frame * 10 + f] = re;
        expected[frame * 10 + 5 + f] = im;
        expectedAngles[frame * 5 + f] = Math.atan2(im, re);
      }
    }
    assertArrayEquals(expected, both, 1e-4);
    for (int i = 0; i < angles.length; i++) {
      // pi and -pi are the same angle.
      assertEquals(Math.cos(expectedAngles[i]), Math.cos(angles[i]), 1e-4);
      assertEquals(Math.sin(expectedAngles[i]), Math.sin(angles[i]), 1e-4);
    }
  }
}
