package io.trihorn.testkit.conformance;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Windows;
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
import java.util.List;

/** Functions of images. See {@link OpExamples}. */
final class ImageExamples {
  private static final Layout LAST = Layout.CHANNELS_LAST;

  private ImageExamples() {}

  static void addTo(OpRows rows) {
    sampling(rows);
    filters(rows);
    parts(rows);
  }

  private static Rule linear(FillMode mode) {
    return new Rule(Interpolation.BILINEAR, mode, mode == FillMode.CONSTANT ? 0.5 : 0);
  }

  private static void sampling(OpRows rows) {
    for (FillMode mode : FillMode.values()) {
      rows.f2(
          "image.map_coordinates " + mode.keras(),
          (x, at) -> ImageSampling.mapCoordinates(x, at, linear(mode)));
      Rule nearest = new Rule(Interpolation.NEAREST, mode, 0.5);
      rows.rough2(
          "image.map_coordinates order 0 " + mode.keras(),
          (x, at) -> ImageSampling.mapCoordinates(x, at, nearest));
    }
    Rule reflect = linear(FillMode.REFLECT);
    rows.f2("image.affine_transform", (x, t) -> ImageWarps.affineTransform(x, t, reflect, LAST));
    rows.f2(
        "image.affine_transform first",
        (x, t) -> ImageWarps.affineTransform(x, t, reflect, Layout.CHANNELS_FIRST));
    Rule zeros = new Rule(Interpolation.BILINEAR, FillMode.CONSTANT, 0);
    rows.one(
        "image.perspective_transform",
        in -> ImageWarps.perspectiveTransform(in.get(0), in.get(1), in.get(2), zeros, LAST));
  }

  private static void filters(OpRows rows) {
    rows.f1("image.gaussian_blur", x -> ImageFilters.gaussianBlur(x, 3, 5, 0.7, 1.3, LAST));
    rows.f1("image.sobel_edges", x -> ImageFilters.sobelEdges(x, LAST));
    rows.f2("image.ssim", (x, y) -> ImageFilters.ssim(x, y, 1, 5, 1.5, 0.01, 0.03, LAST));
    rows.f1("image.rgb_to_hsv", x -> ImageColors.rgbToHsv(x, LAST));
    rows.f1("image.hsv_to_rgb", x -> ImageColors.hsvToRgb(x, LAST));
    rows.f1("image.rgb_to_grayscale", x -> ImageColors.rgbToGrayscale(x, LAST));
  }

  private static void parts(OpRows rows) {
    Windows.Padding valid = Windows.Padding.VALID;
    rows.f1(
        "image.extract_patches",
        x -> ImagePatches.extractPatches(x, List.of(2, 3), null, List.of(1, 1), valid, LAST));
    rows.f1(
        "image.extract_patches_3d",
        x -> ImagePatches.extractPatches(x, List.of(2, 2, 2), null, List.of(1, 1, 1), valid, LAST));
    rows.f1("image.pad_images", x -> ImagePatches.padImages(x, 1, 2, 3, 0, LAST));
    rows.f1("image.crop_images", x -> ImagePatches.cropImages(x, 1, 2, 2, 4, LAST));
    rows.one(
        "image.scale_and_translate",
        in ->
            ScaleTranslate.scaleAndTranslate(
                in.get(0), new long[] {5}, in.get(1), in.get(2), new int[] {0}, "cubic", true));
    rows.f1("image.resize", x -> Resize.along(x, 0, 11, Resize.Method.BICUBIC, false));
  }
}
