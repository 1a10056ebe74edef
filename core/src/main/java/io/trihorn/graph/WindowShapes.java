package io.trihorn.graph;

import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Pooling.PoolSpec;
import java.util.List;

/** Shape rules of the ops that slide a window: convolution, pooling, and their gradients. */
final class WindowShapes {
  private WindowShapes() {}

  static List<TensorType> conv(Linear.Conv op, List<TensorType> in) {
    return List.of(convOutput(op, in.get(0), in.get(1), in));
  }

  static List<TensorType> convInputGradient(Linear.ConvInputGradient op, List<TensorType> in) {
    TensorType input = in.get(0).withShape(op.inputShape().getShape());
    return gradient(op, input, convOutput(op, input, in.get(1), in), 0, in);
  }

  static List<TensorType> convKernelGradient(Linear.ConvKernelGradient op, List<TensorType> in) {
    TensorType kernel = in.get(0).withShape(op.kernelShape().getShape());
    return gradient(op, kernel, convOutput(op, in.get(0), kernel, in), 1, in);
  }

  /** What has a gradient, where the output has that of an operand. */
  private static List<TensorType> gradient(
      Op op, TensorType of, TensorType output, int operand, List<TensorType> in) {
    boolean fits = output.equals(in.get(operand));
    ShapeRules.check(fits, op, in, "needs an output gradient " + output);
    return List.of(of);
  }

  private static TensorType convOutput(
      Linear.Convolution op, TensorType x, TensorType kernel, List<TensorType> in) {
    ConvSpec spec = op.spec();
    int n = spec.spatialRank();
    boolean lists =
        spec.padLow().size() == n && spec.padHigh().size() == n && spec.dilation().size() == n;
    ShapeRules.check(
        n >= 1 && n <= 3 && lists, op, in, "needs 1 to 3 spatial axes in every attribute");
    ShapeRules.floats(op, in);
    ShapeRules.check(
        x.rank() == n + 2 && kernel.rank() == n + 2,
        op,
        in,
        "over " + n + " spatial axes needs operands of rank " + (n + 2));
    long channels = x.dim(spec.layout().channelAxis(n + 2));
    long filters = kernel.dim(-1);
    ShapeRules.check(
        channels == kernel.dim(n) * spec.groups() && filters % spec.groups() == 0,
        op,
        in,
        "with groups="
            + spec.groups()
            + " and layout "
            + spec.layout()
            + " needs a kernel for "
            + channels
            + " input channels");
    long[] dims = x.dims();
    dims[spec.layout().channelAxis(n + 2)] = filters;
    for (int i = 0; i < n; i++) {
      long extent = (kernel.dim(i) - 1) * spec.dilation().get(i) + 1;
      int axis = spec.layout().firstSpatialAxis() + i;
      dims[axis] =
          extent(
              op,
              in,
              x.dim(axis),
              extent,
              spec.strides().get(i),
              spec.padLow().get(i),
              spec.padHigh().get(i));
    }
    return x.withShape(dims);
  }

  static List<TensorType> pool(Pooling op, List<TensorType> in) {
    return List.of(poolOutput(op, in.get(0), in));
  }

  static List<TensorType> maxPoolGradient(Pooling.MaxPoolGradient op, List<TensorType> in) {
    TensorType output = poolOutput(op, in.get(0), in);
    ShapeRules.check(
        output.equals(in.get(1)) && output.equals(in.get(2)), op, in, "needs outputs " + output);
    return List.of(in.get(0));
  }

  static List<TensorType> averagePoolGradient(Pooling.AveragePoolGradient op, List<TensorType> in) {
    TensorType input = in.get(0).withShape(op.inputShape().getShape());
    return gradient(op, input, poolOutput(op, input, in), 0, in);
  }

  private static TensorType poolOutput(Pooling op, TensorType x, List<TensorType> in) {
    PoolSpec spec = op.spec();
    int n = spec.spatialRank();
    boolean lists =
        spec.strides().size() == n && spec.padLow().size() == n && spec.padHigh().size() == n;
    ShapeRules.check(
        n >= 1 && n <= 3 && lists, op, in, "needs 1 to 3 spatial axes in every attribute");
    ShapeRules.floats(op, in);
    ShapeRules.check(
        x.rank() == n + 2,
        op,
        in,
        "over " + n + " spatial axes needs an operand of rank " + (n + 2));
    long[] dims = x.dims();
    for (int i = 0; i < n; i++) {
      int axis = spec.layout().firstSpatialAxis() + i;
      int window = spec.window().get(i);
      int low = spec.padLow().get(i);
      int high = spec.padHigh().get(i);
      ShapeRules.check(low < window && high < window, op, in, "needs padding less than the window");
      dims[axis] = extent(op, in, x.dim(axis), window, spec.strides().get(i), low, high);
    }
    return x.withShape(dims);
  }

  private static long extent(
      Op op, List<TensorType> in, long size, long window, int stride, int low, int high) {
    ShapeRules.check(
        window >= 1 && stride >= 1 && low >= 0 && high >= 0,
        op,
        in,
        "needs positive windows and strides and no negative padding");
    long room = size + low + high - window;
    ShapeRules.check(
        room >= 0,
        op,
        in,
        "has a window of extent "
            + window
            + " that does not fit "
            + (size + low + high)
            + " elements (padding included); take a smaller window, larger data or padding");
    return room / stride + 1;
  }
}
