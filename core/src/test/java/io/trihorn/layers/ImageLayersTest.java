package io.trihorn.layers;

import static io.trihorn.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Image layers with factors that leave nothing to chance, and what holds whatever is drawn. */
class ImageLayersTest {
  private static TensorData bytes(long seed, long... dims) {
    int size = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(256);
    }
    return TensorData.of(values, dims);
  }

  private static List<TensorData> train(Layer layer, TensorData... inputs) {
    try (LayerRun run = LayerRun.of(layer).training(true)) {
      return run.all(inputs);
    }
  }

  private static void changes(Layer layer, float[] from, float... to) {
    float[] got = train(layer, TensorData.of(from, 1, from.length, 1, 1)).get(0).toFloatArray();
    assertArrayEquals(to, got, 1e-3f, layer.className());
  }

  private static void recolours(Layer layer, float[] from, float... to) {
    float[] got = train(layer, TensorData.of(from, 1, 1, 1, 3)).get(0).toFloatArray();
    assertArrayEquals(to, got, 2e-3f, layer.className());
  }

  @Test
  void valuesByHand() {
    float[] x = {0, 60, 100, 240};
    changes(randomBrightness(0).factor(0.2, 0.2), x, 51, 111, 151, 255);
    changes(randomBrightness(0).factor(-0.2, -0.2), x, 0, 9, 49, 189);
    changes(randomContrast(0).factor(-0.5, 0.5), x, 0, 40, 100, 255);
    changes(randomPosterization(3).factor(3, 3), x, 0, 32, 96, 224);
    changes(
        randomPosterization(3).factor(1, 1).valueRange(0, 1),
        new float[] {0, 0.4f, 0.6f, 1},
        0,
        0,
        128 / 255f,
        128 / 255f);
    changes(randomInvert(1).factor(1, 1), x, 255, 195, 155, 15);
    changes(randomInvert(1).factor(0, 0), x, x);
    changes(solarization(), x, 255, 195, 155, 15);
    changes(autoContrast(), x, 0, 63.75f, 106.25f, 255);
    changes(autoContrast(), new float[] {7, 7}, 7, 7);
    changes(equalization(), new float[] {10, 10, 20, 30}, 0, 0, 127.5f + 0.5f, 255);
    changes(equalization(), new float[] {9, 9}, 9, 9);
    changes(randomSharpness(0).factor(0.5, 0.5), x, x);
    changes(randomSharpness(0), x, 60 / 13f, 400 / 13f, 800 / 13f, 1300 / 13f);
    changes(randomErasing().factor(1, 1).scale(1, 1).fillValue(7), x, 7, 7, 7, 7);
  }

  @Test
  void coloursByHand() {
    float[] red = {200, 50, 50};
    recolours(randomGrayscale(1), red, 94.83f, 94.83f, 94.83f);
    recolours(randomGrayscale(0), red, red);
    recolours(randomColorDegeneration(0).factor(1, 1), red, 94.83f, 94.83f, 94.83f);
    recolours(randomColorDegeneration(0).factor(0.5, 0.5), red, 147.415f, 72.415f, 72.415f);
    recolours(randomHue(0), red, red);
    recolours(randomHue(0).factor(1, 1), red, 50, 200, 200);
    recolours(randomSaturation(0).factor(0.5, 0.5), red, red);
    recolours(randomSaturation(0), red, 200, 200, 200);
    recolours(
        randomColorJitter().brightnessFactor(0.1, 0.1).saturationFactor(0, 0),
        red,
        225.5f,
        225.5f,
        225.5f);
  }

  @Test
  void placesByHand() {
    float[] square = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    TensorData x = TensorData.of(square, 1, 3, 3, 1);
    float[] turned = train(randomRotation(0).factor(0.25, 0.25), x).get(0).toFloatArray();
    assertArrayEquals(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, turned, 1e-4f);
    float third = 1 / 3f;
    float[] moved =
        train(
                randomTranslation(0, 0)
                    .heightFactor(third, third)
                    .widthFactor(-third, -third)
                    .fillMode("constant")
                    .fillValue(-1),
                x)
            .get(0)
            .toFloatArray();
    assertArrayEquals(new float[] {-1, -1, -1, 2, 3, -1, 5, 6, -1}, moved, 1e-4f);
    float[] larger = train(randomZoom(0).heightFactor(-0.5, -0.5), x).get(0).toFloatArray();
    assertArrayEquals(new float[] {3, 3.5f, 4, 4.5f, 5, 5.5f, 6, 6.5f, 7}, larger, 1e-4f);
    float[] sheared =
        train(randomShear().xFactor(1, 1).fillMode("constant"), x).get(0).toFloatArray();
    boolean right = sheared[3] == 5;
    assertArrayEquals(
        right ? new float[] {1, 2, 3, 5, 6, 0, 9, 0, 0} : new float[] {1, 2, 3, 0, 4, 5, 0, 0, 7},
        sheared,
        1e-4f);
    for (Layer still :
        List.of(
            randomPerspective().scale(0),
            randomPerspective().factor(0),
            randomElasticTransform().scale(0, 0),
            randomElasticTransform().factor(0, 0),
            randomShear(),
            randomZoom(0))) {
      assertArrayEquals(square, train(still, x).get(0).toFloatArray(), 1e-4f, still.className());
    }
  }

  @Test
  void eachImageIsFlippedOrNot() {
    TensorData x = bytes(3, 64, 3, 4, 2);
    for (String mode : List.of("horizontal", "vertical", "horizontal_and_vertical")) {
      double[] y = train(randomFlip(mode), x).get(0).toDoubleArray();
      int flips = 0;
      for (int image = 0; image < 64; image++) {
        int start = image * 24;
        boolean same = y[start] == x.getDouble(start) && y[start + 1] == x.getDouble(start + 1);
        flips += same ? 0 : 1;
        for (int i = 0; i < 24; i++) {
          int row = i / 8;
          int column = i / 2 % 4;
          int fromRow = same || mode.equals("horizontal") ? row : 2 - row;
          int fromColumn = same || mode.equals("vertical") ? column : 3 - column;
          assertEquals(
              x.getDouble(start + fromRow * 8L + fromColumn * 2L + i % 2), y[start + i], mode);
        }
      }
      assertTrue(flips > 16 && flips < 48, flips + " of 64 are flipped");
    }
  }

  @Test
  void aQuarterIsErased() {
    TensorData x = bytes(5, 16, 8, 8, 3);
    double[] y =
        train(randomErasing().factor(1, 1).scale(0.25, 0.25).valueRange(-1, 255).fillValue(-1), x)
            .get(0)
            .toDoubleArray();
    assertEquals(16 * 16 * 3, Arrays.stream(y).filter(v -> v == -1).count());
  }

  @Test
  void tilesAreEqualized() {
    float[] pixels = new float[70];
    for (int i = 0; i < 70; i++) {
      pixels[i] = (float) Math.floor((Math.sin(i + 1) * 0.5 + 0.5) * 255);
    }
    // By a plain program in Python.
    float[] expected = {
      233.283f, 241.26f, 146.274f, 37.1602f, 8.2824f, 96.818f, 209.204f, 253.314f, 177.128f,
      62.113f, 0f, 63.8905f, 180.602f, 253.376f, 208.145f, 92.6647f, 5.42966f, 36.134f, 144.252f,
      240.633f, 233.283f, 130.279f, 24.0961f, 17.737f, 112.022f, 221.513f, 245.825f, 158.59f,
      44.5123f, 4.862f, 77.8665f, 195.236f, 254.151f, 189.768f, 72.6503f, 3.83136f, 48.5086f,
      163.736f, 250.108f, 217.541f, 105.877f, 12.3514f, 26.1124f, 133.75f, 235.396f, 236.359f,
      140.023f, 31.0186f, 8.43201f, 97.8167f, 209.699f, 253.306f, 174.36f, 59.4333f, 0f, 67.0188f,
      182.452f, 254.127f, 208.523f, 90.9452f, 7.55179f, 36.3393f, 145.388f, 241.554f, 231.418f,
      126.799f, 22.0357f, 15.4695f, 112.867f, 223.625f
    };
    try (LayerRun run =
        LayerRun.of(contrastLimitedAdaptiveHistogramEqualization().tileGridSize(2, 2))) {
      assertArrayEquals(expected, run.one(TensorData.of(pixels, 1, 7, 5, 2)).toFloatArray(), 2e-3f);
    }
  }

  @Test
  void mixedImagesAndLabelsGoTogether() {
    // Images that are their label all over stay so when both are mixed alike.
    float[] labels = {0, 10, 20, 30, 40, 50};
    float[] pixels = new float[6 * 12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = labels[i / 12];
    }
    TensorData images = TensorData.of(pixels, 6, 2, 2, 3);
    List<TensorData> mixed = train(mixUp(2).seed(3), images, TensorData.of(labels, 6));
    boolean changed = false;
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(mixed.get(1).getDouble(i / 12), mixed.get(0).getDouble(i), 1e-4, "element " + i);
      changed |= Math.abs(mixed.get(0).getDouble(i) - pixels[i]) > 0.1;
    }
    assertTrue(changed);
    TensorData large = TensorData.zeros(images.type().withShape(6, 40, 40, 1));
    for (int i = 0; i < large.size(); i++) {
      large.setDouble(i, labels[i / 1600]);
    }
    List<TensorData> cut = train(cutMix(1).seed(5), large, TensorData.of(labels, 6));
    for (int image = 0; image < 6; image++) {
      TreeSet<Double> values = new TreeSet<>();
      double sum = 0;
      for (int i = 0; i < 1600; i++) {
        double v = cut.get(0).getDouble(image * 1600L + i);
        values.add(v);
        sum += v;
      }
      assertTrue(values.size() <= 2, "from two images, but " + values);
      double span = values.last() - values.first();
      // Whole pixels are pasted, so that areas differ by up to a row and a column.
      assertEquals(cut.get(1).getDouble(image), sum / 1600, span * 0.06 + 1e-3);
    }
  }

  @Test
  void masksMoveWithImages() {
    TensorData x = bytes(8, 5, 9, 7, 1);
    TensorData masks = x.cast(DataType.INT32);
    TensorData labels = TensorData.of(new int[] {1, 2, 3, 4, 5}, 5);
    for (Layer layer :
        List.of(
            randomRotation(0.4).interpolation("nearest"),
            randomFlip("horizontal"),
            randomPerspective().scale(0.4).interpolation("nearest"),
            randomElasticTransform().interpolation("nearest"),
            cutMix(1))) {
      try (LayerRun run = LayerRun.of(layer).training(true).named("segmentation_masks", masks)) {
        List<TensorData> both = run.all(x, labels);
        assertEquals(both.get(0).cast(DataType.INT32), both.get(2), layer.className());
        if (!layer.className().equals("CutMix")) {
          assertEquals(labels, both.get(1));
        }
      }
    }
    assertEquals(masks, train(randomInvert(1).factor(1, 1), x, labels, masks).get(2));
  }

  @Test
  void partsAreCutOutInTraining() {
    TensorData x = TensorData.zeros(bytes(1, 2, 9, 8, 1).type());
    IntStream.range(0, 144).forEach(i -> x.setDouble(i, i));
    TreeSet<Double> starts = new TreeSet<>();
    try (LayerRun run = LayerRun.of(randomCrop(4, 3)).training(true)) {
      for (int draw = 0; draw < 40; draw++) {
        double[] y = run.one(x).toDoubleArray();
        starts.add(y[0]);
        for (int i = 0; i < 24; i++) {
          assertEquals(y[0] + i / 12 * 72 + i % 12 / 3 * 8 + i % 3, y[i]);
        }
      }
    }
    assertTrue(starts.size() > 15 && starts.last() < 46, "corners " + starts);
    try (LayerRun run = LayerRun.of(randomCrop(9, 4))) {
      // The middle four columns, in full height.
      assertEquals(2, run.one(x).getDouble(0));
    }
  }

  @Test
  void nothingHappensOutsideTraining() {
    TensorData x = bytes(2, 3, 6, 5, 3);
    List<Supplier<Layer>> layers =
        List.of(
            () -> randAugment(),
            () -> augMix(),
            () -> cutMix(1),
            () -> mixUp(0.2),
            () -> randomErasing(),
            () -> equalization(),
            () -> solarization(),
            () -> pipeline(randomFlip("vertical"), randomInvert(1)));
    for (Supplier<Layer> layer : layers) {
      try (LayerRun run = LayerRun.of(layer.get())) {
        assertEquals(x, run.one(x), layer.get().className());
      }
    }
  }

  @Test
  void layoutsAndSingleImagesGiveTheSame() {
    TensorData x = bytes(9, 1, 6, 5, 3);
    TensorData first = TensorData.zeros(x.type().withShape(1, 3, 6, 5));
    for (int i = 0; i < x.size(); i++) {
      first.setDouble(i % 3 * 30L + i / 3, x.getDouble(i));
    }
    List<Supplier<Layer>> layers =
        List.of(
            () -> randAugment().seed(4),
            () -> augMix().seed(4),
            () -> randomRotation(0.3).seed(4),
            () -> randomHue(0.5).seed(4),
            () -> randomSharpness(1).seed(4),
            () -> randomContrast(1).seed(4),
            () -> autoContrast(),
            () -> equalization(),
            () -> contrastLimitedAdaptiveHistogramEqualization(),
            () -> randomGaussianBlur().seed(4),
            () -> randomErasing().fillValue(1, 2, 3).seed(4));
    for (Supplier<Layer> supplier : layers) {
      TensorData y = train(supplier.get(), x).get(0);
      Layer other = supplier.get();
      JsonObject config = other.getConfig();
      config.addProperty("data_format", "channels_first");
      TensorData z = train(Layers.REGISTRY.create(other.className(), config), first).get(0);
      TensorData single = train(supplier.get(), x.reshape(6, 5, 3)).get(0);
      for (int i = 0; i < y.size(); i++) {
        assertEquals(y.getDouble(i), z.getDouble(i % 3 * 30L + i / 3), 1e-2, other.className());
        assertEquals(y.getDouble(i), single.getDouble(i), 1e-2, other.className());
      }
    }
  }

  @Test
  void boxesAreCutOrFilledUp() {
    TensorData boxes = bytes(1, 2, 3, 4);
    TensorData labels = TensorData.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertArrayEquals(
        new long[] {1, 2, 4, 5}, train(maxNumBoundingBoxes(2), boxes, labels).get(1).toLongArray());
    List<TensorData> more = train(maxNumBoundingBoxes(4).fillValue(9), boxes, labels);
    assertArrayEquals(new long[] {1, 2, 3, 9, 4, 5, 6, 9}, more.get(1).toLongArray());
    assertEquals(9, more.get(0).getDouble(15));
  }

  @Test
  void aPipelineIsItsLayers() {
    Layer all = pipeline(randomInvert(1).factor(1, 1), rescaling(1 / 255.0), randomBrightness(0));
    Layer again = Layers.REGISTRY.deserialize(Layers.REGISTRY.serialize(all));
    assertEquals(all.getConfig(), again.getConfig());
    changes(again, new float[] {0, 51, 255}, 1, 0.8f, 0);
  }

  @Test
  void factorsOutOfBoundsAreRefused() {
    assertThrows(ConfigException.class, () -> randomBrightness(1.5));
    assertThrows(ConfigException.class, () -> randomHue(-0.1));
    assertThrows(ConfigException.class, () -> randomPosterization(9));
    assertThrows(ConfigException.class, () -> randomZoom(-1));
    assertThrows(ConfigException.class, () -> randomTranslation(0.1, 1.1));
    assertThrows(ConfigException.class, () -> randomGaussianBlur().kernelSize(2, 3));
    assertThrows(ConfigException.class, () -> randomRotation(0.1).fillMode("mirror"));
    assertThrows(ConfigException.class, () -> randomFlip("diagonal"));
    assertThrows(ConfigException.class, () -> randomContrast(0.1).valueRange(3, 3));
    assertThrows(ConfigException.class, () -> mixUp(0));
  }
}
