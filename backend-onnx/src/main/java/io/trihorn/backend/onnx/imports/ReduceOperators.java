package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/** Reductions. Axes are an attribute, and an operand from version 13 (sums) or 18 on. */
final class ReduceOperators {
  private ReduceOperators() {}

  /** Reduces over axes, at least one, which stay with extent 1. */
  private interface Keep {
    Tensor reduce(Tensor x, int[] axes);
  }

  static void addTo(Operators.Builder table) {
    add(table, "ReduceSum", Ops::sumKeep);
    add(table, "ReduceMean", (x, axes) -> Values.inFloats(x, f -> Ops.meanKeep(f, axes)));
    add(table, "ReduceProd", (x, axes) -> keep(Ops.prod(x, axes), x, axes));
    add(table, "ReduceMax", ReduceOperators::max);
    add(table, "ReduceMin", ReduceOperators::min);
    add(table, "ReduceL1", (x, axes) -> Ops.sumKeep(Ops.abs(x), axes));
    add(
        table,
        "ReduceL2",
        (x, axes) -> Values.inFloats(x, f -> Ops.sqrt(Ops.sumKeep(Ops.square(f), axes))));
    add(table, "ReduceSumSquare", (x, axes) -> Ops.sumKeep(Ops.square(x), axes));
    add(table, "ReduceLogSum", (x, axes) -> Values.inFloats(x, f -> Ops.log(Ops.sumKeep(f, axes))));
    add(table, "ReduceLogSumExp", (x, axes) -> Values.inFloats(x, f -> logSumExp(f, axes)));
    table.one("ArgMax", call -> argmax(call, false));
    table.one("ArgMin", call -> argmax(call, true));
  }

  private static void add(Operators.Builder table, String name, Keep keep) {
    table.one(name, call -> reduce(call, keep));
  }

  private static Tensor reduce(OpCall call, Keep function) {
    Tensor x = call.in(0);
    long[] given = call.longsOr(1, "axes");
    boolean none = given == null || given.length == 0;
    if (none && call.flag("noop_with_empty_axes", false)) {
      // Over no axes, which still takes the absolute value, the square ... of each element.
      Tensor each = function.reduce(Shapes.expandDims(x, 0), new int[] {0});
      return Shapes.reshape(each, x.type().dims());
    }
    int[] axes = none ? Values.axes(0, x.rank()) : call.axes(given, x.rank());
    // A scalar is reduced as the only element of a vector.
    Tensor operand = x.rank() == 0 ? Shapes.reshape(x, 1) : x;
    Tensor kept = function.reduce(operand, x.rank() == 0 ? new int[] {0} : axes);
    long[] dims =
        call.flag("keepdims", true) || x.rank() == 0 ? keptDims(x, axes) : droppedDims(x, axes);
    return Shapes.reshape(kept, dims);
  }

  private static long[] keptDims(Tensor x, int[] axes) {
    long[] dims = x.type().dims();
    Arrays.stream(axes).forEach(a -> dims[a] = 1);
    return dims;
  }

  private static long[] droppedDims(Tensor x, int[] axes) {
    long[] dims = x.type().dims();
    Arrays.stream(axes).forEach(a -> dims[a] = -1);
    return Arrays.stream(dims).filter(d -> d >= 0).toArray();
  }

  private static Tensor keep(Tensor reduced, Tensor x, int[] axes) {
    return Shapes.reshape(reduced, keptDims(x, axes));
  }

  private static boolean overNothing(Tensor x, int[] axes) {
    return Arrays.stream(axes).anyMatch(a -> x.dim(a) == 0);
  }

  private static Tensor max(Tensor x, int[] axes) {
    if (overNothing(x, axes)) {
      return Shapes.full(x, Values.lowest(x.dtype()), x.dtype(), keptDims(x, axes));
    }
    return Broadcasts.isBoolean(x) ? keep(Ops.any(x, axes), x, axes) : Ops.maxKeep(x, axes);
  }

  private static Tensor min(Tensor x, int[] axes) {
    if (overNothing(x, axes)) {
      return Shapes.full(x, Values.highest(x.dtype()), x.dtype(), keptDims(x, axes));
    }
    return Broadcasts.isBoolean(x) ? keep(Ops.all(x, axes), x, axes) : Ops.minKeep(x, axes);
  }

  private static Tensor logSumExp(Tensor x, int[] axes) {
    if (overNothing(x, axes)) {
      return Ops.log(Ops.sumKeep(Ops.exp(x), axes));
    }
    Tensor top = Ops.stopGradient(Ops.maxKeep(x, axes));
    Tensor shift = Ops.where(Ops.less(Ops.abs(top), Double.POSITIVE_INFINITY), top, 0);
    return Ops.add(Ops.log(Ops.sumKeep(Ops.exp(Ops.subtract(x, shift)), axes)), shift);
  }

  private static Tensor argmax(OpCall call, boolean smallest) {
    Tensor x = call.in(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    boolean last = call.flag("select_last_index", false);
    boolean narrow = x.dtype() == DataType.UINT8 || x.dtype() == DataType.INT8;
    Tensor signed = narrow ? Ops.cast(x, DataType.INT32) : x;
    Tensor ordered = last ? Shapes.flip(signed, axis) : signed;
    Tensor index = smallest ? Ops.argmin(ordered, axis) : Ops.argmax(ordered, axis);
    Tensor found = last ? Ops.subtract(x.dim(axis) - 1, index) : index;
    Tensor wide = Ops.cast(found, DataType.INT64);
    return call.flag("keepdims", true) ? Shapes.expandDims(wide, axis) : wide;
  }
}
