package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Operators that read images at computed positions. */
final class SampleOperators {
  private SampleOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("GridSample", 16, SampleOperators::gridSample);
    table.one("RoiAlign", 10, SampleOperators::roiAlign);
  }

  /**
   * From images {@code (n, c, spatial...)} and a grid {@code (n, outputs..., axes)}, last axis
   * first.
   */
  private static Tensor gridSample(OpCall call) {
    Tensor x = call.in(0);
    Tensor grid = call.in(1);
    int n = x.rank() - 2;
    if (n < 1 || grid.rank() != n + 2 || grid.dim(-1) != n) {
      throw call.wrong("has a grid " + grid.type() + " for " + x.type());
    }
    boolean align = call.flag("align_corners", false);
    long[] outputs = Values.part(grid.type().dims(), 1, n + 1);
    List<Tensor> positions = new ArrayList<>();
    for (int axis = 0; axis < n; axis++) {
      Tensor g =
          Shapes.reshape(Shapes.index(grid, -1, n - 1 - axis), x.dim(0), Values.product(outputs));
      long extent = x.dim(axis + 2);
      Tensor moved = Ops.add(g, 1);
      positions.add(
          align
              ? Ops.multiply(moved, (extent - 1) / 2.0)
              : Ops.multiply(Ops.subtract(Ops.multiply(moved, extent), 1), 0.5));
    }
    Tensor image = Shapes.reshape(Shapes.arange(x, x.dim(0), DataType.INT64), x.dim(0), 1);
    Tensor y = new Sampler(x, mode(call), border(call, align)).at(image, positions);
    return Shapes.reshape(
        Shapes.moveaxis(y, -1, 1), Values.join(new long[] {x.dim(0), x.dim(1)}, outputs));
  }

  private static Sampler.Mode mode(OpCall call) {
    return switch (call.text("mode", "linear")) {
      case "linear", "bilinear" -> Sampler.Mode.LINEAR;
      case "cubic", "bicubic" -> Sampler.Mode.CUBIC;
      case "nearest" -> Sampler.Mode.NEAREST;
      default -> throw call.unsupported("mode " + call.text("mode", ""));
    };
  }

  private static Sampler.Border border(OpCall call, boolean align) {
    return switch (call.text("padding_mode", "zeros")) {
      case "zeros" -> Sampler.Border.ZEROS;
      case "border" -> Sampler.Border.EDGE;
      case "reflection" -> align ? Sampler.Border.REFLECT : Sampler.Border.SYMMETRIC;
      default -> throw call.unsupported("padding_mode " + call.text("padding_mode", ""));
    };
  }

  /** From images, regions {@code (r, 4)} as x1, y1, x2, y2, and the image each is in. */
  private static Tensor roiAlign(OpCall call) {
    Tensor x = call.in(0);
    Tensor regions = call.in(1);
    int samples = call.small("sampling_ratio", 0);
    if (samples <= 0) {
      throw call.unsupported("a number of samples that depends on the regions");
    }
    String mode = call.text("coordinate_transformation_mode", "half_pixel");
    double shift = call.opset() >= 16 && mode.equals("half_pixel") ? 0.5 : 0;
    double scale = call.real("spatial_scale", 1);
    long[] outputs = {call.integer("output_height", 1), call.integer("output_width", 1)};
    long count = regions.dim(0);
    List<Tensor> along = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      Tensor first = corner(regions, 1 - axis, scale, shift);
      Tensor extent = Ops.subtract(corner(regions, 3 - axis, scale, shift), first);
      if (shift == 0) {
        extent = Ops.maximum(extent, 1);
      }
      int points = Math.toIntExact(outputs[axis] * samples);
      TensorData centers = TensorData.zeros(TensorType.of(x.dtype(), 1, points));
      for (int i = 0; i < points; i++) {
        centers.setDouble(i, (i + 0.5) / points);
      }
      along.add(Ops.add(first, Ops.multiply(extent, x.constant(centers))));
    }
    long rows = along.get(0).dim(1);
    long columns = along.get(1).dim(1);
    Tensor y = spread(along.get(0), count, rows, columns, 2);
    Tensor xs = spread(along.get(1), count, rows, columns, 1);
    Tensor inside = Ops.logicalAnd(within(y, x.dim(2)), within(xs, x.dim(3)));
    Tensor image = Shapes.reshape(Ops.cast(call.in(2), DataType.INT64), count, 1);
    List<Tensor> parts =
        new Sampler(x, Sampler.Mode.LINEAR, Sampler.Border.EDGE)
            .parts(image, List.of(Ops.clip(y, 0, x.dim(2) - 1), Ops.clip(xs, 0, x.dim(3) - 1)));
    boolean max = call.text("mode", "avg").equals("max");
    Tensor values = parts.stream().reduce(max ? Ops::maximum : Ops::add).orElseThrow();
    Tensor masked = Ops.where(Shapes.expandDims(inside, -1), values, 0);
    Tensor boxes =
        Shapes.reshape(masked, count, outputs[0], samples, outputs[1], samples, x.dim(1));
    Tensor pooled = max ? Ops.max(boxes, 2, 4) : Ops.mean(boxes, 2, 4);
    return Shapes.moveaxis(pooled, -1, 1);
  }

  /** A coordinate of the regions, {@code (r, 1)}. */
  private static Tensor corner(Tensor regions, int which, double scale, double shift) {
    Tensor value = Shapes.slice(regions, 1, which, which + 1);
    return Ops.subtract(Ops.multiply(value, scale), shift);
  }

  private static Tensor spread(Tensor points, long count, long rows, long columns, int axis) {
    Tensor wide = Shapes.expandDims(points, axis);
    return Shapes.reshape(Shapes.broadcastTo(wide, count, rows, columns), count, rows * columns);
  }

  private static Tensor within(Tensor position, long extent) {
    return Ops.logicalAnd(Ops.greaterEqual(position, -1), Ops.lessEqual(position, extent));
  }
}
