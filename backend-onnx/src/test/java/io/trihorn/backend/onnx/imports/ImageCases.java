package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.between;
import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.longs;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.reals;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Nodes that resize and sample images. */
final class ImageCases {
  private ImageCases() {}

  static List<NodeCase> resizing() {
    List<NodeCase> all = new ArrayList<>();
    for (String place :
        List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      for (double[] scales : List.of(new double[] {1, 1, 2, 3}, new double[] {1, 1, 0.5, 0.7})) {
        for (String mode : List.of("nearest", "linear", "cubic")) {
          all.add(
              node("Resize", 13)
                  .in(floats(1, 2, 4, 10))
                  .none()
                  .constant(reals(scales))
                  .attr("mode", mode)
                  .attr("coordinate_transformation_mode", place));
        }
      }
      for (String rounding : List.of("round_prefer_ceil", "floor", "ceil")) {
        all.add(
            node("Resize", 13)
                .in(floats(1, 1, 5, 6))
                .none()
                .none()
                .constant(longs(1, 1, 8, 3))
                .attr("nearest_mode", rounding)
                .attr("coordinate_transformation_mode", place));
      }
    }
    all.add(
        node("Resize", 13)
            .in(floats(1, 1, 5, 6))
            .constant(reals(0, 0, 0.2, -0.3, 1, 1, 0.7, 1.1))
            .none()
            .constant(longs(1, 1, 4, 7))
            .attr("mode", "linear")
            .attr("extrapolation_value", 9.0)
            .attr("coordinate_transformation_mode", "tf_crop_and_resize"));
    for (String mode : List.of("linear", "cubic")) {
      for (int exclude = 0; exclude < 2; exclude++) {
        all.add(
            node("Resize", 18)
                .in(floats(1, 1, 9, 8))
                .none()
                .constant(reals(0.6, 0.5))
                .attr("axes", new long[] {2, 3})
                .attr("antialias", 1)
                .attr("mode", mode)
                .attr("exclude_outside", mode.equals("cubic") ? exclude : 0));
      }
    }
    all.add(
        node("Resize", 13)
            .in(floats(1, 1, 6, 6))
            .none()
            .constant(reals(1, 1, 1.5, 0.8))
            .attr("mode", "cubic")
            .attr("cubic_coeff_a", -0.5)
            .attr("exclude_outside", 1));
    all.add(node("Resize", 10).in(floats(1, 1, 5, 4)).constant(reals(1, 1, 1.5, 2.0)));
    all.add(
        node("Upsample", 9)
            .in(floats(1, 1, 5, 4))
            .constant(reals(1, 1, 2, 3))
            .attr("mode", "linear"));
    all.add(node("Upsample", 7).in(floats(1, 1, 5, 4)).attr("scales", new double[] {1, 1, 2, 3}));
    return all;
  }

  static List<NodeCase> sampling() {
    List<NodeCase> all = new ArrayList<>();
    for (String border : List.of("zeros", "border", "reflection")) {
      for (int align = 0; align < 2; align++) {
        for (String mode : List.of("linear", "nearest", "cubic")) {
          all.add(
              node("GridSample", 20)
                  .in(floats(2, 3, 5, 4))
                  .in(between(-1.6, 1.6, 2, 3, 6, 2))
                  .attr("mode", mode)
                  .attr("padding_mode", border)
                  .attr("align_corners", align));
        }
        all.add(
            node("GridSample", 20)
                .in(floats(1, 2, 3, 4, 5))
                .in(between(-1.4, 1.4, 1, 2, 3, 2, 3))
                .attr("padding_mode", border)
                .attr("align_corners", align));
      }
    }
    TensorData regions = reals(0.5, 1, 6, 7, 2, 0, 3, 9, -1, -2, 4, 20).reshape(3, 4);
    for (String mode : List.of("avg", "max")) {
      for (String place : List.of("half_pixel", "output_half_pixel")) {
        all.add(
            node("RoiAlign", 16)
                .in(floats(2, 3, 10, 8))
                .in(regions)
                .constant(longs(0, 1, 0))
                .attr("mode", mode)
                .attr("output_height", 3)
                .attr("output_width", 2)
                .attr("sampling_ratio", 2)
                .attr("spatial_scale", 0.8)
                .attr("coordinate_transformation_mode", place));
      }
    }
    for (int align = 0; align < 2; align++) {
      all.add(
          node("AffineGrid", 20)
              .in(floats(2, 2, 3))
              .constant(longs(2, 3, 4, 5))
              .attr("align_corners", align));
      all.add(
          node("AffineGrid", 20)
              .in(floats(1, 3, 4))
              .constant(longs(1, 3, 2, 4, 5))
              .attr("align_corners", align));
    }
    all.add(
        node("Col2Im", 18)
            .in(floats(2, 12, 6))
            .constant(longs(5, 4))
            .constant(longs(2, 2))
            .attr("pads", new long[] {0, 1, 1, 0})
            .attr("strides", new long[] {2, 2})
            .attr("dilations", new long[] {1, 1}));
    for (int n = 1; n <= 4; n++) {
      all.add(node("Det", 11).in(floats(2, 3, n, n)));
    }
    return all;
  }
}
