package io.trihorn.layers.operations;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Normalizing;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
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
import io.trihorn.ops.image.Resize;
import io.trihorn.ops.image.ScaleTranslate;
import java.util.List;

/** {@code keras.src.ops.image}. Images may lack the batch axis. */
final class ImageOperations {
  private ImageOperations() {}

  static void addTo(OperationTable table) {
    table.module("image");
    filters(table);
    warps(table);
    borders(table);
  }

  private static void filters(OperationTable table) {
    table
        .one(
            "RGBToGrayscale",
            "data_format=null",
            "images",
            a -> ImageColors.rgbToGrayscale(images(a), a.layout()))
        .one(
            "RGBToHSV",
            "data_format=null",
            "images",
            a -> ImageColors.rgbToHsv(images(a), a.layout()))
        .one(
            "HSVToRGB",
            "data_format=null",
            "images",
            a -> ImageColors.hsvToRgb(images(a), a.layout()))
        .one(
            "SobelEdges",
            "data_format=null",
            "images",
            a -> ImageFilters.sobelEdges(images(a), a.layout()))
        .one(
            "GaussianBlur",
            "kernel_size=[3,3], sigma=[1.0,1.0], data_format=null",
            "images",
            a -> {
              List<Integer> size = a.sizes("kernel_size", 2);
              double[] sigma = a.numbers("sigma");
              return ImageFilters.gaussianBlur(
                  images(a),
                  size.get(0),
                  size.get(1),
                  sigma[0],
                  sigma[sigma.length - 1],
                  a.layout());
            })
        .one(
            "SSIM",
            "max_val=1.0, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, data_format=null",
            "image1, image2",
            a ->
                ImageFilters.ssim(
                    a.tensor("image1"),
                    a.tensor("image2"),
                    a.number("max_val"),
                    a.integer("filter_size"),
                    a.number("filter_sigma"),
                    a.number("k1"),
                    a.number("k2"),
                    a.layout()))
        .one(
            "ExtractPatches",
            "size, strides=null, dilation_rate=1, padding=\"valid\", data_format=null",
            "images",
            a -> {
              int n = a.isList("size") ? a.axes("size").length : 2;
              return ImagePatches.extractPatches(
                  images(a),
                  a.sizes("size", n),
                  a.isNull("strides") ? null : a.sizes("strides", n),
                  a.sizes("dilation_rate", n),
                  Windows.Padding.parse(a.text("padding")),
                  a.layout());
            });
  }

  private static Tensor images(Arguments a) {
    return a.tensor("images");
  }

  private static Rule rule(Arguments a, FillMode mode) {
    return new Rule(Interpolation.parse(a.text("interpolation")), mode, a.number("fill_value"));
  }

  private static void warps(OperationTable table) {
    table
        .one(
            "AffineTransform",
            "interpolation=\"bilinear\", fill_mode=\"constant\", fill_value=0, data_format=null",
            "images, transform",
            a ->
                ImageWarps.affineTransform(
                    images(a),
                    a.tensor("transform"),
                    rule(a, FillMode.parse(a.text("fill_mode"))),
                    a.layout()))
        .one(
            "PerspectiveTransform",
            "interpolation=\"bilinear\", fill_value=0, data_format=null",
            "images, start_points, end_points",
            a ->
                ImageWarps.perspectiveTransform(
                    images(a),
                    a.tensor("start_points"),
                    a.tensor("end_points"),
                    rule(a, FillMode.CONSTANT),
                    a.layout()))
        .one(
            "ElasticTransform",
            "alpha=20.0, sigma=5.0, interpolation=\"bilinear\", fill_mode=\"reflect\","
                + " fill_value=0.0, seed=null, data_format=null",
            "images",
            a ->
                ImageWarps.elasticTransform(
                    images(a),
                    a.constant(a.integer("seed", 0), 0),
                    a.number("alpha"),
                    a.number("sigma"),
                    rule(a, FillMode.parse(a.text("fill_mode"))),
                    a.layout()))
        .one(
            "MapCoordinates",
            "order, fill_mode=\"constant\", fill_value=0",
            "inputs, coordinates",
            a ->
                ImageSampling.mapCoordinates(
                    a.tensor("inputs"),
                    a.tensor("coordinates"),
                    new Rule(
                        a.integer("order") == 0 ? Interpolation.NEAREST : Interpolation.BILINEAR,
                        FillMode.parse(a.text("fill_mode")),
                        a.number("fill_value"))))
        .one(
            "ScaleAndTranslate",
            "spatial_dims, method, antialias=true",
            "images, output_shape, scale, translation",
            a ->
                ScaleTranslate.scaleAndTranslate(
                    images(a),
                    a.wholes("output_shape"),
                    a.tensor("scale"),
                    a.tensor("translation"),
                    a.axes("spatial_dims"),
                    a.text("method"),
                    a.flag("antialias")));
  }

  /** The axis of the height; that of the width is the next. */
  private static int height(Arguments a) {
    return images(a).rank() - (a.layout() == Layout.CHANNELS_LAST ? 3 : 2);
  }

  private static void borders(OperationTable table) {
    table
        .one(
            "PadImages",
            "top_padding=null, left_padding=null, bottom_padding=null, right_padding=null,"
                + " target_height=null, target_width=null, data_format=null",
            "images",
            a -> {
              long h = images(a).dim(height(a));
              long w = images(a).dim(height(a) + 1);
              long[] rows = ends(a, "top_padding", "bottom_padding", "target_height", h, 1);
              long[] columns = ends(a, "left_padding", "right_padding", "target_width", w, 1);
              return ImagePatches.padImages(
                  images(a), rows[0], columns[0], rows[1], columns[1], a.layout());
            })
        .one(
            "CropImages",
            "top_cropping=null, left_cropping=null, bottom_cropping=null, right_cropping=null,"
                + " target_height=null, target_width=null, data_format=null",
            "images",
            a -> {
              long h = images(a).dim(height(a));
              long w = images(a).dim(height(a) + 1);
              long[] rows = ends(a, "top_cropping", "bottom_cropping", "target_height", h, -1);
              long[] columns = ends(a, "left_cropping", "right_cropping", "target_width", w, -1);
              return ImagePatches.cropImages(
                  images(a),
                  rows[0],
                  columns[0],
                  h - rows[0] - rows[1],
                  w - columns[0] - columns[1],
                  a.layout());
            })
        .one(
            "Resize",
            "size, interpolation=\"bilinear\", antialias=false, crop_to_aspect_ratio=false,"
                + " pad_to_aspect_ratio=false, fill_mode=\"constant\", fill_value=0.0,"
                + " data_format=null",
            "images",
            ImageOperations::resize);
  }

  /** What is added to or taken off both ends of an axis; one of them may follow from the target. */
  private static long[] ends(
      Arguments a, String first, String last, String target, long extent, int sign) {
    long all = a.isNull(target) ? 0 : sign * (a.whole(target) - extent);
    long before = a.isNull(first) ? all - a.whole(last) : a.whole(first);
    return new long[] {before, a.isNull(last) ? all - before : a.whole(last)};
  }

  private static Tensor resize(Arguments a) {
    Tensor x = images(a);
    int axis = height(a);
    List<Integer> size = a.sizes("size", 2);
    long h = x.dim(axis);
    long w = x.dim(axis + 1);
    long likeWidth = (long) ((float) (w * size.get(0)) / size.get(1));
    long likeHeight = (long) ((float) (h * size.get(1)) / size.get(0));
    if (a.flag("crop_to_aspect_ratio")) {
      x = middle(x, axis, Math.max(1, Math.min(h, likeWidth)));
      x = middle(x, axis + 1, Math.max(1, Math.min(w, likeHeight)));
    } else if (a.flag("pad_to_aspect_ratio")) {
      // As in Keras, both sides get the same border, one pixel short where the difference is odd.
      long[] border = new long[x.rank()];
      border[axis] = (Math.max(h, likeWidth) - h) / 2;
      border[axis + 1] = (Math.max(w, likeHeight) - w) / 2;
      x = Shapes.pad(x, border, border, a.number("fill_value"));
    }
    Resize.Method method = Resize.Method.parse(a.text("interpolation"));
    boolean antialias = a.flag("antialias");
    Tensor tall = Resize.along(x, axis, size.get(0), method, antialias);
    Tensor y = Resize.along(tall, axis + 1, size.get(1), method, antialias);
    return x.dtype().isFloating()
        ? Ops.cast(y, x.dtype())
        : Normalizing.saturateCast(Ops.round(y), x.dtype());
  }

  private static Tensor middle(Tensor x, int axis, long extent) {
    long from = (x.dim(axis) - extent) / 2;
    return Shapes.slice(x, axis, from, from + extent);
  }
}
