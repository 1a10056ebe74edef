package io.trihorn.backend.onnx.imports;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/** Borders: of one value, mirrored, repeated or from the other side. */
final class PadOperators {
  private PadOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Pad", PadOperators::pad);
    table.one("CenterCropPad", 18, PadOperators::centerCropPad);
  }

  /** Without elements at both ends of each axis; where a number is negative with more zeros. */
  static Tensor cut(Tensor x, long[] low, long[] high) {
    long[] starts = Arrays.stream(low).map(v -> Math.max(v, 0)).toArray();
    long[] limits = x.type().dims();
    for (int i = 0; i < limits.length; i++) {
      limits[i] -= Math.max(high[i], 0);
      if (limits[i] < starts[i]) {
        throw new OnnxImportException("more is cut off than " + x.type() + " has");
      }
    }
    long[] steps = new long[limits.length];
    Arrays.fill(steps, 1);
    Tensor left = Shapes.slice(x, starts, limits, steps);
    return Shapes.pad(
        left,
        Arrays.stream(low).map(v -> Math.max(-v, 0)).toArray(),
        Arrays.stream(high).map(v -> Math.max(-v, 0)).toArray(),
        0);
  }

  private static Tensor pad(OpCall call) {
    Tensor x = call.in(0);
    int rank = x.rank();
    long[] pads = call.longsOr(1, call.opset() == 1 ? "paddings" : "pads");
    int[] axes = Values.axes(0, rank);
    if (call.opset() >= 18 && call.has(3)) {
      axes = call.axes(call.longs(3), rank);
    }
    if (pads == null || pads.length != 2 * axes.length) {
      throw call.wrong("needs two pads for each of " + axes.length + " axes");
    }
    long[] low = new long[rank];
    long[] high = new long[rank];
    for (int i = 0; i < axes.length; i++) {
      low[axes[i]] = pads[i];
      high[axes[i]] = pads[axes.length + i];
    }
    String mode = call.text("mode", "constant");
    if (mode.equals("constant")) {
      double value = call.opset() >= 11 ? call.number(2, 0) : call.real("value", 0);
      Tensor inner = cut(x, positive(low, -1), positive(high, -1));
      return Shapes.pad(inner, positive(low, 1), positive(high, 1), value);
    }
    LongBinaryOperator source = source(call, mode);
    Tensor y = x;
    for (int axis = 0; axis < rank; axis++) {
      if (low[axis] != 0 || high[axis] != 0) {
        y = gathered(y, axis, low[axis], high[axis], source);
      }
    }
    return y;
  }

  private static long[] positive(long[] values, int sign) {
    return Arrays.stream(values).map(v -> Math.max(sign * v, 0)).toArray();
  }

  /** From a position, which may be outside, and an extent: which element stands there. */
  private static LongBinaryOperator source(OpCall call, String mode) {
    return switch (mode) {
      case "edge" -> (i, n) -> Math.max(0, Math.min(i, n - 1));
      case "wrap" -> Math::floorMod;
      case "reflect" ->
          (i, n) -> {
            long period = Math.max(2 * (n - 1), 1);
            long r = Math.floorMod(i, period);
            return r < n ? r : period - r;
          };
      default -> throw call.unsupported("mode " + mode);
    };
  }

  private static Tensor gathered(
      Tensor x, int axis, long low, long high, LongBinaryOperator source) {
    long extent = x.dim(axis);
    int count = Math.toIntExact(extent + low + high);
    if (extent == 0 || count < 0) {
      throw new OnnxImportException("an axis of extent " + extent + " has no border to take");
    }
    long[] indices =
        Arrays.stream(Values.range(-low, 1, count))
            .map(i -> source.applyAsLong(i, extent))
            .toArray();
    return Shapes.take(x, x.constant(TensorData.of(indices, count)), axis);
  }

  private static Tensor centerCropPad(OpCall call) {
    Tensor x = call.in(0);
    long[] wanted = call.longs(1);
    long[] given = call.integers("axes");
    int[] axes = given == null ? Values.axes(0, x.rank()) : call.axes(given, x.rank());
    long[] low = new long[x.rank()];
    long[] high = new long[x.rank()];
    for (int i = 0; i < axes.length; i++) {
      long more = wanted[i] - x.dim(axes[i]);
      long first = more >= 0 ? more / 2 : -(-more / 2);
      low[axes[i]] = -first;
      high[axes[i]] = -(more - first);
    }
    return cut(x, low, high);
  }
}
