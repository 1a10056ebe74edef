package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.export.Interpolation;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Resizing by interpolation, one axis after the other. */
final class ResizeOperators {
  private ResizeOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Upsample", 7, call -> simple(call, call.reals("scales")));
    table.one("Upsample", 9, call -> simple(call, call.known(1).toDoubleArray()));
    table.one("Resize", 10, call -> simple(call, call.known(1).toDoubleArray()));
    table.one("Resize", 11, ResizeOperators::resize);
  }

  /** The first versions knew one way of placing elements. */
  private static Tensor simple(OpCall call, double[] scales) {
    Tensor x = call.in(0);
    if (scales.length != x.rank()) {
      throw call.wrong("has " + scales.length + " scales for " + x.type());
    }
    Tensor y = x;
    for (int axis = 0; axis < scales.length; axis++) {
      Interpolation along =
          new Interpolation(
              x.dim(axis),
              extent(call, scaled(x.dim(axis), scales[axis])),
              scales[axis],
              "asymmetric",
              0,
              1);
      y = interpolated(call, y, axis, along, "floor");
    }
    return y;
  }

  /** In float32, in which scales are given and 10 times 0.7 is 7. */
  private static double scaled(long extent, double scale) {
    return (float) extent * (float) scale;
  }

  private static long extent(OpCall call, double exact) {
    if (!(exact >= 0 && exact < Integer.MAX_VALUE)) {
      throw call.wrong("gives an axis the extent " + exact);
    }
    return (long) exact;
  }

  private static Tensor resize(OpCall call) {
    Tensor x = call.in(0);
    long[] given = call.integers("axes");
    int[] axes = given == null ? Values.axes(0, x.rank()) : call.axes(given, x.rank());
    double[] scales = scales(call, axes);
    long[] sizes = sizes(call, axes, scales);
    String mode = call.text("coordinate_transformation_mode", "half_pixel");
    double[] roi =
        call.has(1) && mode.equals("tf_crop_and_resize")
            ? call.known(1).toDoubleArray()
            : new double[0];
    if (roi.length == 0) {
      roi = new double[2 * axes.length];
      Arrays.fill(roi, axes.length, roi.length, 1);
    }
    if (roi.length != 2 * axes.length) {
      throw call.wrong("needs a roi of " + 2 * axes.length + " numbers");
    }
    String rounding = call.text("nearest_mode", "round_prefer_floor");
    Tensor y = x;
    for (int i = 0; i < axes.length; i++) {
      Interpolation along =
          new Interpolation(
              x.dim(axes[i]), sizes[i], scales[i], mode, roi[i], roi[axes.length + i]);
      y = interpolated(call, y, axes[i], along, rounding);
    }
    return y;
  }

  /** The scale of each axis, from the scales or the sizes that are given. */
  private static double[] scales(OpCall call, int[] axes) {
    if (call.has(2) && call.in(2).size() > 0) {
      double[] scales = call.known(2).toDoubleArray();
      if (scales.length != axes.length) {
        throw call.wrong("has " + scales.length + " scales for " + axes.length + " axes");
      }
      return scales;
    }
    long[] sizes = call.longs(3);
    if (sizes.length != axes.length) {
      throw call.wrong("has " + sizes.length + " sizes for " + axes.length + " axes");
    }
    double[] scales = new double[axes.length];
    for (int i = 0; i < axes.length; i++) {
      scales[i] = (double) sizes[i] / call.in(0).dim(axes[i]);
    }
    switch (call.text("keep_aspect_ratio_policy", "stretch")) {
      case "not_larger" -> Arrays.fill(scales, Arrays.stream(scales).min().orElse(1));
      case "not_smaller" -> Arrays.fill(scales, Arrays.stream(scales).max().orElse(1));
      default -> {}
    }
    return scales;
  }

  private static long[] sizes(OpCall call, int[] axes, double[] scales) {
    boolean byScales = call.has(2) && call.in(2).size() > 0;
    boolean stretch = call.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
    long[] sizes = new long[axes.length];
    for (int i = 0; i < axes.length; i++) {
      double exact = scaled(call.in(0).dim(axes[i]), scales[i]);
      sizes[i] = extent(call, byScales ? exact : stretch ? Math.rint(exact) : exact + 0.5);
    }
    return sizes;
  }

  private static Tensor interpolated(
      OpCall call, Tensor x, int axis, Interpolation along, String rounding) {
    if (!Interpolation.COORDINATES.contains(along.coordinates())) {
      throw call.unsupported("coordinate_transformation_mode " + along.coordinates());
    }
    if (!Interpolation.ROUNDINGS.contains(rounding)) {
      throw call.unsupported("nearest_mode " + rounding);
    }
    boolean cropped = along.coordinates().equals("tf_crop_and_resize");
    if (along.from() == along.to() && along.scale() == 1 && !cropped) {
      return x;
    }
    if (along.from() == 0) {
      throw call.wrong("cannot resize an empty axis");
    }
    boolean exclude = call.flag("exclude_outside", false);
    boolean antialias = call.flag("antialias", false);
    double a = call.real("cubic_coeff_a", -0.75);
    Tensor y =
        switch (call.text("mode", "nearest")) {
          case "nearest" ->
              Shapes.take(x, call.constant(Values.longs(along.nearest(rounding))), axis);
          case "linear", "bilinear" ->
              weighted(x, axis, along.weights(Interpolation::linear, 1, antialias, exclude));
          case "cubic" ->
              weighted(
                  x, axis, along.weights(d -> Interpolation.cubic(d, a), 2, antialias, exclude));
          default -> throw call.unsupported("mode " + call.text("mode", ""));
        };
    if (!cropped) {
      return y;
    }
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[axis] = along.to();
    TensorData outside = TensorData.zeros(TensorType.of(DataType.BOOLEAN, dims));
    LongStream.range(0, along.to())
        .filter(i -> along.outside(i))
        .forEach(i -> outside.setLong(i, 1));
    return Ops.where(call.constant(outside), y.scalar(call.real("extrapolation_value", 0)), y);
  }

  private static Tensor weighted(Tensor x, int axis, TensorData weights) {
    return Values.inFloats(
        x,
        f -> {
          Tensor last = Shapes.moveaxis(f, axis, -1);
          Tensor y = Nn.matmul(last, f.constant(weights.cast(f.dtype())));
          return Shapes.moveaxis(y, -1, axis);
        });
  }
}
