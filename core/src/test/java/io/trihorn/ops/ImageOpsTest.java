package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.image.ImageColors;
import io.trihorn.ops.image.ImageFilters;
import io.trihorn.ops.image.ImagePatches;
import io.trihorn.ops.image.ImageSampling;
import io.trihorn.ops.image.ImageSampling.FillMode;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import io.trihorn.ops.image.ImageSampling.Rule;
import io.trihorn.ops.image.ImageWarps;
import io.trihorn.ops.image.Resize;
import io.trihorn.ops.image.ScaleTranslate;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Functions of images; the numbers come from SciPy, NumPy and Python's colorsys. */
class ImageOpsTest {
  private static final Layout LAST = Layout.CHANNELS_LAST;
  private static final Layout FIRST = Layout.CHANNELS_FIRST;

  private static TensorData wave(int n, long... dims) {
    return TensorData.of(IntStream.rangeClosed(1, n).mapToDouble(Math::sin).toArray(), dims);
  }

  private static TensorData run(TensorData input, UnaryOperator<Tensor> function) {
    GraphBuilder builder = new GraphBuilder();
    Tensor y = function.apply(Tensor.constant(builder, input));
    return Evaluate.graph(builder.build(List.of(y.value())), List.of()).get(0);
  }

  private static void same(TensorData actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubleArray(), 2e-6);
  }

  private static void sampled(FillMode mode, Interpolation how, double... expected) {
    double[] at = {-1.3, 0.5, 2.25, 4.6, 7.1, 1.0, -2.2, 1.5, 3.4, 0.25, -4.7, 5.9};
    TensorData values =
        run(
            wave(20, 5, 4),
            x ->
                ImageSampling.mapCoordinates(
                    x, x.constant(TensorData.of(at, 2, 6)), new Rule(how, mode, 0.5)));
    same(values, expected);
  }

  @Test
  void valuesBetweenAndOutsideElements() {
    sampled(FillMode.CONSTANT, Interpolation.NEAREST, 0.5, 0.6569866, -0.5365729, 0.5, 0.5, 0.5);
    sampled(
        FillMode.CONSTANT,
        Interpolation.BILINEAR,
        0.5,
        0.3569971,
        -0.08464331,
        -0.06351797,
        0.5,
        0.5);
    sampled(
        FillMode.NEAREST,
        Interpolation.NEAREST,
        0.841471,
        0.6569866,
        -0.5365729,
        -0.9613975,
        -0.9613975,
        0.9893582);
    sampled(
        FillMode.NEAREST,
        Interpolation.BILINEAR,
        0.841471,
        0.3569971,
        -0.4744055,
        -0.9087949,
        -0.9613975,
        0.9893582);
    sampled(
        FillMode.WRAP,
        Interpolation.NEAREST,
        0.1498772,
        0.6569866,
        -0.5365729,
        0.841471,
        -0.5365729,
        0.6569866);
    sampled(
        FillMode.WRAP,
        Interpolation.BILINEAR,
        0.1942985,
        0.3569971,
        -0.1189911,
        0.1515386,
        -0.2343172,
        0.5633464);
    sampled(
        FillMode.MIRROR,
        Interpolation.NEAREST,
        0.6569866,
        0.6569866,
        -0.5365729,
        0.420167,
        -0.2794155,
        -0.9589243);
    sampled(
        FillMode.MIRROR,
        Interpolation.BILINEAR,
        0.2342306,
        0.3569971,
        -0.5196116,
        -0.0258517,
        0.06923904,
        -0.8909734);
    sampled(
        FillMode.REFLECT,
        Interpolation.NEAREST,
        0.9092974,
        0.6569866,
        -0.5365729,
        -0.9613975,
        -0.5365729,
        -0.2794155);
    sampled(
        FillMode.REFLECT,
        Interpolation.BILINEAR,
        0.5013228,
        0.3569971,
        -0.4744055,
        -0.9087949,
        -0.3839798,
        -0.1857753);
    assertThrows(ShapeException.class, () -> FillMode.parse("periodic"));
    assertThrows(ShapeException.class, () -> Interpolation.parse("bicubic"));
  }

  @Test
  void projectiveMaps() {
    double[] transforms = {
      0.8, 0.3, 0.5, -0.2, 1.1, -0.4, 0.02, -0.01, 1.2, -0.1, -1, 0.1, 0.9, 0.3, 0, 0
    };
    double[] expected = {
      0.8753842,
      0.6984252,
      0.1238523,
      -0.5196154,
      -0.7486953,
      0.6000125,
      0.6539186,
      0.1226101,
      -0.6585211,
      -0.9060326,
      -0.2370364,
      0.5771443,
      0.6804596,
      0.1863752,
      -0.5675062,
      -0.8603324,
      -0.2514151,
      0.5694443,
      0.7373442,
      0.6502878,
      0.8144265,
      0.7210613,
      0.1691945,
      -0.5266249,
      -0.7323056,
      0.5638539,
      0.4548108,
      0.7248298,
      0.2840666,
      -0.4408868,
      -0.2838634,
      -0.5215859,
      0.3121196,
      0.7122838,
      0.3936548,
      -0.8873066,
      -0.9917789,
      -0.5495475,
      0.4965966,
      0.8544543
    };
    Rule rule = new Rule(Interpolation.BILINEAR, FillMode.REFLECT, 0);
    TensorData t = TensorData.of(transforms, 2, 8);
    same(
        run(wave(40, 2, 4, 5, 1), x -> ImageWarps.affineTransform(x, x.constant(t), rule, LAST)),
        expected);
    same(
        run(wave(40, 2, 1, 4, 5), x -> ImageWarps.affineTransform(x, x.constant(t), rule, FIRST)),
        expected);
  }

  @Test
  void cornersGoWhereTheyShould() {
    double[] start = {0, 0, 4, 0, 0, 3, 4, 3};
    double[] end = {0.3, 0.2, 3.8, -0.4, -0.2, 2.7, 4.3, 3.5};
    Rule rule = new Rule(Interpolation.BILINEAR, FillMode.CONSTANT, 0);
    same(
        run(
            wave(20, 4, 5, 1),
            x ->
                ImageWarps.perspectiveTransform(
                    x,
                    x.constant(TensorData.of(start, 4, 2)),
                    x.constant(TensorData.of(end, 4, 2)),
                    rule,
                    LAST)),
        0.1786912,
        0.7658468,
        -0.04879613,
        -0.5540466,
        -0.697889,
        -0.2630188,
        0.5660259,
        0.7414766,
        0.3475826,
        -0.1740257,
        -0.7911825,
        -0.3114978,
        0.5020152,
        0.847307,
        0.6858813,
        -0.399496,
        -0.7950177,
        -0.2816889,
        0.4216557,
        0.7782289);
  }

  @Test
  void filters() {
    double[] blurred = {
      0.08380595,
      0.1392966,
      0.08428519,
      -0.01283713,
      0.03914551,
      0.0770022,
      0.05657146,
      0.003253138,
      -0.002493993,
      0.008726929,
      0.01604137,
      0.01035589,
      -0.05681172,
      -0.01518493,
      0.0570577,
      0.07010288,
      -0.1101668,
      -0.04705511,
      0.0852681,
      0.1222963
    };
    same(
        run(wave(20, 1, 5, 4, 1), x -> ImageFilters.gaussianBlur(x, 3, 5, 0.7, 1.3, LAST)),
        blurred);
    same(run(wave(20, 1, 5, 4), x -> ImageFilters.gaussianBlur(x, 3, 5, 0.7, 1.3, FIRST)), blurred);
    same(
        run(wave(20, 1, 5, 4, 1), x -> Shapes.slice(ImageFilters.sobelEdges(x, LAST), 1, 1, 3)),
        -2.312024,
        -0.1935547,
        -4.4771,
        1.119362,
        -3.515309,
        0.8788958,
        -0.7006511,
        -0.455103,
        4.028205,
        -0.3768504,
        3.912438,
        -0.9781857,
        -0.02063623,
        0.005159458,
        -2.561222,
        0.692706);
  }

  @Test
  void similarity() {
    TensorData half = run(wave(64, 8, 8, 1), x -> Ops.add(Ops.multiply(x, 0.5), 0.5));
    double[] other = IntStream.range(0, 64).mapToDouble(i -> Math.cos(i) * 0.5 + 0.5).toArray();
    same(
        run(
            half,
            x ->
                ImageFilters.ssim(
                    x, x.constant(TensorData.of(other, 8, 8, 1)), 1, 5, 1.5, 0.01, 0.03, LAST)),
        0.8420607);
    same(run(half, x -> ImageFilters.ssim(x, x, 1, 5, 1.5, 0.01, 0.03, LAST)), 1);
  }

  @Test
  void colours() {
    double[] rgb = {0.2, 0.5, 0.9, 0.9, 0.1, 0.3, 0.4, 0.4, 0.4, 0, 0, 0, 1, 1, 0, 0.3, 0.8, 0.2};
    TensorData image = TensorData.of(rgb, 2, 3, 3);
    same(
        run(image, x -> ImageColors.rgbToHsv(x, LAST)),
        0.5952381,
        0.7777778,
        0.9,
        0.9583333,
        0.8888889,
        0.9,
        0,
        0,
        0.4,
        0,
        0,
        0,
        0.1666667,
        1,
        1,
        0.3055556,
        0.75,
        0.8);
    same(run(image, x -> ImageColors.hsvToRgb(ImageColors.rgbToHsv(x, LAST), LAST)), rgb);
    TensorData first = run(image, x -> Shapes.moveaxis(x, -1, 0));
    same(
        run(first, x -> Shapes.moveaxis(ImageColors.rgbToHsv(x, FIRST), 0, -1)),
        0.5952381,
        0.7777778,
        0.9,
        0.9583333,
        0.8888889,
        0.9,
        0,
        0,
        0.4,
        0,
        0,
        0,
        0.1666667,
        1,
        1,
        0.3055556,
        0.75,
        0.8);
    double[] gray = new double[6];
    for (int i = 0; i < 6; i++) {
      gray[i] = 0.2989 * rgb[3 * i] + 0.5870 * rgb[3 * i + 1] + 0.1140 * rgb[3 * i + 2];
    }
    same(run(image, x -> ImageColors.rgbToGrayscale(x, LAST)), gray);
    same(run(first, x -> ImageColors.rgbToGrayscale(x, FIRST)), gray);
  }

  @Test
  void partsOfImages() {
    TensorData image = run(wave(48, 1, 4, 6, 2), x -> x);
    double[] v = image.toDoubleArray();
    TensorData patches =
        run(
            image,
            x ->
                ImagePatches.extractPatches(
                    x, List.of(2, 3), null, List.of(1, 1), Windows.Padding.VALID, LAST));
    assertEquals(List.of(1L, 2L, 2L, 12L), Arrays.stream(patches.type().dims()).boxed().toList());
    double[] p = patches.toDoubleArray();
    for (int i = 0; i < p.length; i++) {
      int channel = i % 2;
      int column = i / 12 % 2 * 3 + i / 2 % 3;
      int row = i / 24 * 2 + i / 6 % 2;
      assertEquals(v[(row * 6 + column) * 2 + channel], p[i], 1e-12);
    }
    TensorData round =
        run(
            image,
            x ->
                ImagePatches.cropImages(
                    ImagePatches.padImages(x, 1, 2, 3, 4, LAST), 1, 2, 4, 6, LAST));
    assertEquals(image, round);
    assertThrows(
        ShapeException.class, () -> run(image, x -> ImagePatches.cropImages(x, 1, 0, 4, 6, LAST)));
  }

  @Test
  void scalingIsResizingWhereNothingIsShifted() {
    for (String method : List.of("linear", "cubic", "lanczos3", "lanczos5")) {
      Resize.Method same = Resize.Method.parse(method.replaceFirst("^(?=linear|cubic)", "bi"));
      for (long extent : new long[] {3, 11}) {
        double scale = extent / 7.0;
        TensorData expected = run(wave(14, 7, 2), x -> Resize.along(x, 0, extent, same, true));
        TensorData scaled =
            run(
                wave(14, 7, 2),
                x ->
                    ScaleTranslate.scaleAndTranslate(
                        x,
                        new long[] {extent, 2},
                        x.constant(TensorData.of(new double[] {scale}, 1)),
                        x.constant(TensorData.of(new double[] {0}, 1)),
                        new int[] {0},
                        method,
                        true));
        assertArrayEquals(expected.toDoubleArray(), scaled.toDoubleArray(), 1e-5, method);
      }
    }
    TensorData shifted =
        run(
            wave(7, 7),
            x ->
                ScaleTranslate.scaleAndTranslate(
                    x,
                    new long[] {7},
                    x.constant(TensorData.of(new double[] {1}, 1)),
                    x.constant(TensorData.of(new double[] {2}, 1)),
                    new int[] {0},
                    "bilinear",
                    false));
    double[] s = IntStream.rangeClosed(1, 7).mapToDouble(Math::sin).toArray();
    same(shifted, 0, 0, s[0], s[1], s[2], s[3], s[4]);
  }

  @Test
  void gammaDistributedNumbersHaveTheMomentsOfTheirDistribution() {
    for (double alpha : new double[] {0.2, 1, 4.5}) {
      TensorData key = TensorData.of(new int[] {7, 3}, 2);
      double[] gamma =
          run(
                  key,
                  k ->
                      Distributions.gamma(
                          k, k.scalar(DataType.FLOAT64, alpha), DataType.FLOAT64, 40000))
              .toDoubleArray();
      double mean = Arrays.stream(gamma).average().orElseThrow();
      double variance = Arrays.stream(gamma).map(g -> (g - mean) * (g - mean)).sum() / 40000;
      assertEquals(alpha, mean, 5 * Math.sqrt(alpha / 40000), "mean of " + alpha);
      assertEquals(alpha, variance, 0.06 * Math.max(1, alpha) + 0.02, "variance of " + alpha);
      double[] beta =
          run(
                  key,
                  k -> {
                    Tensor a = k.scalar(DataType.FLOAT64, alpha);
                    return Distributions.beta(k, a, a, DataType.FLOAT64, 40000);
                  })
              .toDoubleArray();
      double half = Arrays.stream(beta).average().orElseThrow();
      double spread = Arrays.stream(beta).map(b -> (b - half) * (b - half)).sum() / 40000;
      assertEquals(0.5, half, 0.01);
      assertEquals(0.25 / (2 * alpha + 1), spread, 0.005);
    }
    double[] tiny =
        run(
                TensorData.of(new int[] {7, 3}, 2),
                k -> {
                  Tensor a = k.scalar(DataType.FLOAT32, 1e-6);
                  return Distributions.beta(k, a, a, DataType.FLOAT32, 100);
                })
            .toDoubleArray();
    assertTrue(Arrays.stream(tiny).allMatch(b -> b == 0 || b == 1 || (b > 0 && b < 1)));
  }
}
