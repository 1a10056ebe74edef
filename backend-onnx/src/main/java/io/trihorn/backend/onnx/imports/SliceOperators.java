package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Operators that cut, join and order along axes. */
final class SliceOperators {
  private SliceOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Concat", SliceOperators::concat);
    table.add("Split", SliceOperators::split);
    table.one("Slice", SliceOperators::slice);
    table.add("TopK", SliceOperators::topK);
    table.one("CumSum", 11, SliceOperators::cumSum);
    table.one("Trilu", 14, SliceOperators::triangle);
    table.one("ReverseSequence", 10, SliceOperators::reverseSequence);
  }

  private static Tensor concat(OpCall call) {
    List<Tensor> parts = call.all();
    int axis = call.axis(call.integer("axis", 1), parts.get(0).rank());
    return Shapes.concatenate(parts, axis);
  }

  /** In parts of given extents, or in equal ones of which the last may be smaller. */
  private static List<Tensor> split(OpCall call) {
    Tensor x = call.in(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    long[] sizes = call.longsOr(1, "split");
    if (sizes == null) {
      int parts = call.small("num_outputs", call.outputs());
      if (parts < 1 || parts > 1 << 16) {
        throw call.wrong("has " + parts + " parts");
      }
      long size = (x.dim(axis) + parts - 1) / parts;
      sizes = new long[parts];
      for (int i = 0; i < parts; i++) {
        sizes[i] = Math.max(Math.min(size, x.dim(axis) - i * size), 0);
      }
    }
    if (Arrays.stream(sizes).sum() != x.dim(axis) || Arrays.stream(sizes).anyMatch(s -> s < 0)) {
      throw call.wrong("cannot split " + x.type() + " into " + Arrays.toString(sizes));
    }
    return Shapes.split(x, axis, sizes);
  }

  private static Tensor slice(OpCall call) {
    Tensor x = call.in(0);
    long[] starts = call.longsOr(1, "starts");
    long[] ends = call.longsOr(2, "ends");
    if (starts == null || ends == null || starts.length != ends.length) {
      throw call.wrong("needs as many starts as ends");
    }
    long[] given = call.longsOr(3, "axes");
    int[] axes = call.axes(given == null ? Values.range(0, 1, starts.length) : given, x.rank());
    long[] steps = call.has(4) ? call.longs(4) : new long[starts.length];
    Tensor y = x;
    for (int i = 0; i < starts.length; i++) {
      long step = call.has(4) ? steps[i] : 1;
      if (step == 0) {
        throw call.wrong("has the step 0");
      }
      y = along(y, axes[i], starts[i], ends[i], step);
    }
    return y;
  }

  private static Tensor along(Tensor x, int axis, long start, long end, long step) {
    long n = x.dim(axis);
    boolean back = step < 0;
    long lowest = back ? -1 : 0;
    long highest = back ? n - 1 : n;
    long first = Math.max(back ? 0 : lowest, Math.min(start < 0 ? start + n : start, highest));
    long last = Math.max(lowest, Math.min(end < 0 ? end + n : end, highest));
    long size = back ? first - last : last - first;
    // An axis may be stepped over as a whole, with a step that is no extent.
    long stride = Math.min(Math.abs(Math.max(step, -Long.MAX_VALUE)), Math.max(n, 1));
    long count = n == 0 || size <= 0 ? 0 : (size + stride - 1) / stride;
    Tensor forward = back ? Shapes.flip(x, axis) : x;
    long from = count == 0 ? 0 : back ? n - 1 - first : first;
    long[] starts = new long[x.rank()];
    long[] limits = x.type().dims();
    long[] strides = new long[x.rank()];
    Arrays.fill(strides, 1);
    starts[axis] = from;
    limits[axis] = count == 0 ? from : from + (count - 1) * stride + 1;
    strides[axis] = stride;
    return Shapes.slice(forward, starts, limits, strides);
  }

  private static List<Tensor> topK(OpCall call) {
    Tensor x = call.in(0);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    long k = call.opset() < 10 ? call.integer("k", 1) : (long) call.number(1, 1);
    if (k < 0 || k > x.dim(axis)) {
      throw call.wrong("wants " + k + " of " + x.dim(axis) + " elements");
    }
    boolean largest = call.flag("largest", true);
    boolean narrow = x.dtype() == DataType.UINT8 || x.dtype() == DataType.INT8;
    Tensor signed = narrow ? Ops.cast(x, DataType.INT32) : x;
    Tensor last = Shapes.moveaxis(largest ? signed : Ops.negative(signed), axis, -1);
    if (k == 0) {
      Tensor none = Shapes.slice(x, axis, 0, 0);
      return List.of(none, Ops.cast(none, DataType.INT64));
    }
    List<Tensor> found = Shapes.topK(last, (int) k);
    Tensor values = Shapes.moveaxis(found.get(0), -1, axis);
    return List.of(
        Ops.cast(largest ? values : Ops.negative(values), x.dtype()),
        Ops.cast(Shapes.moveaxis(found.get(1), -1, axis), DataType.INT64));
  }

  private static Tensor cumSum(OpCall call) {
    Tensor x = call.in(0);
    int axis = call.axis((long) call.number(1, 0), x.rank());
    boolean reverse = call.flag("reverse", false);
    Tensor sums = Ops.cumsum(reverse ? Shapes.flip(x, axis) : x, axis);
    if (call.flag("exclusive", false)) {
      long[] before = new long[x.rank()];
      before[axis] = 1;
      Tensor later = Shapes.pad(sums, before, new long[x.rank()], 0);
      sums = Shapes.slice(later, axis, 0, x.dim(axis));
    }
    return reverse ? Shapes.flip(sums, axis) : sums;
  }

  private static Tensor triangle(OpCall call) {
    Tensor x = call.in(0);
    long k = (long) call.number(1, 0);
    boolean upper = call.flag("upper", true);
    long rows = x.dim(-2);
    long columns = x.dim(-1);
    long shift = Math.max(-rows - columns, Math.min(k, rows + columns));
    Tensor row = Ops.add(Shapes.arange(x, rows, DataType.INT64), shift);
    Tensor diagonal = Shapes.reshape(row, rows, 1);
    Tensor column = Shapes.reshape(Shapes.arange(x, columns, DataType.INT64), 1, columns);
    Tensor kept = upper ? Ops.lessEqual(diagonal, column) : Ops.lessEqual(column, diagonal);
    return Ops.where(kept, x, Shapes.zerosLike(x));
  }

  /** The first elements along the time axis, as many as is said for each sequence, reversed. */
  private static Tensor reverseSequence(OpCall call) {
    Tensor x = call.in(0);
    int time = call.axis(call.integer("time_axis", 0), x.rank());
    int batch = call.axis(call.integer("batch_axis", 1), x.rank());
    return reversed(x, call.in(1), time, batch);
  }

  /** As {@link #reverseSequence}, for lengths of each sequence. */
  static Tensor reversed(Tensor x, Tensor lengths, int time, int batch) {
    long steps = x.dim(time);
    Tensor t = Shapes.reshape(Shapes.arange(x, steps, DataType.INT64), 1, steps);
    Tensor length = Shapes.reshape(Ops.cast(lengths, DataType.INT64), x.dim(batch), 1);
    Tensor place = Ops.where(Ops.less(t, length), Ops.subtract(Ops.subtract(length, 1), t), t);
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[time] = steps;
    dims[batch] = x.dim(batch);
    Tensor ordered = time < batch ? Shapes.transpose(place) : place;
    Tensor picks = Shapes.broadcastTo(Shapes.reshape(ordered, dims), x.type().dims());
    return Shapes.takeAlongAxis(x, picks, time);
  }
}
