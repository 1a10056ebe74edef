package io.trihorn.graph.gradient;

import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.image.ImageColors;
import io.trihorn.ops.image.ImageFilters;
import io.trihorn.ops.image.ImagePatches;
import io.trihorn.ops.image.ImageSampling;
import io.trihorn.ops.image.ImageSampling.FillMode;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import io.trihorn.ops.image.ImageSampling.Rule;
import io.trihorn.ops.image.ImageWarps;
import io.trihorn.ops.image.ScaleTranslate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradients of functions of images against differences, in float64. */
class ImageGradientsTest {
  private static final Layout LAST = Layout.CHANNELS_LAST;

  private static void check(Function<List<Tensor>, Tensor> function, TensorData... inputs) {
    GradientCheck.check(
        1,
        (p, values) -> {
          List<Tensor> tensors = values.stream().map(v -> new Tensor(p.builder(), v)).toList();
          Value y = function.apply(tensors).value();
          return y;
        },
        Arrays.asList(inputs));
  }

  @ParameterizedTest
  @EnumSource(FillMode.class)
  void sampling(FillMode mode) {
    // Away from whole numbers, where the slope changes.
    double[] at = {-1.3, 0.4, 2.25, 4.6, 1.7, 3.3, -2.2, 1.5, 3.4, 0.25, -0.7, 2.6};
    check(
        in ->
            ImageSampling.mapCoordinates(
                in.get(0), in.get(1), new Rule(Interpolation.BILINEAR, mode, 0.5)),
        GradientCheck.spread(1, 5, 4),
        TensorData.of(at, 2, 6));
  }

  @Test
  void warps() {
    double[] transforms = {0.83, 0.31, 0.47, -0.23, 1.13, -0.37, 0.013, -0.017};
    Rule rule = new Rule(Interpolation.BILINEAR, FillMode.REFLECT, 0);
    check(
        in -> ImageWarps.affineTransform(in.get(0), in.get(1), rule, LAST),
        GradientCheck.spread(2, 3, 3, 2),
        TensorData.of(transforms, 8));
    double[] start = {0, 0, 2, 0, 0, 2, 2, 2};
    double[] end = {0.31, 0.23, 1.83, -0.41, -0.27, 1.73, 2.29, 2.53};
    check(
        in -> ImageWarps.perspectiveTransform(in.get(0), in.get(1), in.get(2), rule, LAST),
        GradientCheck.spread(3, 3, 3, 1),
        TensorData.of(start, 4, 2),
        TensorData.of(end, 4, 2));
  }

  @Test
  void filtersAndColours() {
    check(
        in -> ImageFilters.gaussianBlur(in.get(0), 3, 5, in.get(1), in.get(2), LAST),
        GradientCheck.spread(4, 5, 4, 2),
        TensorData.of(new double[] {0.8}).reshape(),
        TensorData.of(new double[] {1.3}).reshape());
    check(in -> ImageFilters.sobelEdges(in.get(0), LAST), GradientCheck.spread(5, 4, 4, 1));
    check(
        in -> ImageFilters.ssim(in.get(0), in.get(1), 1, 3, 1.5, 0.01, 0.03, LAST),
        GradientCheck.positive(6, 5, 5, 1),
        GradientCheck.positive(7, 5, 5, 1));
    check(in -> ImageColors.rgbToHsv(in.get(0), LAST), GradientCheck.positive(8, 2, 3, 3));
    check(in -> ImageColors.rgbToGrayscale(in.get(0), LAST), GradientCheck.positive(9, 2, 2, 3));
    double[] hsv = {0.1, 0.5, 0.9, 0.4, 0.7, 0.3, 0.7, 0.2, 0.6, 0.93, 0.4, 0.8};
    check(in -> ImageColors.hsvToRgb(in.get(0), LAST), TensorData.of(hsv, 2, 2, 3));
  }

  @Test
  void partsAndScales() {
    check(
        in ->
            ImagePatches.extractPatches(
                in.get(0), List.of(2, 2), List.of(1, 2), List.of(1, 1), Windows.Padding.SAME, LAST),
        GradientCheck.spread(10, 3, 4, 2));
    for (String method : List.of("cubic", "lanczos3")) {
      check(
          in ->
              ScaleTranslate.scaleAndTranslate(
                  in.get(0), new long[] {5}, in.get(1), in.get(2), new int[] {0}, method, true),
          GradientCheck.spread(11, 7),
          TensorData.of(new double[] {0.77}, 1),
          TensorData.of(new double[] {0.13}, 1));
    }
  }
}
