package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.ExtentMath;
import io.trihorn.export.ExtentWriter;
import io.trihorn.export.Extents;
import io.trihorn.export.Extents.Formula;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastTo;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes ops into a SameDiff graph, or into the body of a loop there; where shapes depend on open
 * extents they are computed from those of variables.
 */
final class Writer implements ExtentMath<SDVariable> {
  private final SameDiff sd;
  private final Extents extents = new Extents();
  private final Map<TensorData, SDVariable> constants = new HashMap<>();
  private final Map<String, SDVariable> read = new HashMap<>();
  private final ExtentWriter<SDVariable> formulas = new ExtentWriter<>(this);

  Writer(SameDiff sd) {
    this.sd = sd;
  }

  SameDiff sd() {
    return sd;
  }

  /** The open extents that are known here. */
  Extents extents() {
    return extents;
  }

  /** Makes the open extents of a variable known. */
  void know(SDVariable variable, List<long[]> seen) {
    for (int axis = 0; axis < seen.get(0).length; axis++) {
      int a = axis;
      long[] one = seen.stream().mapToLong(dims -> dims[a]).toArray();
      if (Extents.varies(one)) {
        extents.add(new Extents.Source(variable.name(), axis, 0, one));
      }
    }
  }

  /** Writes constants that follow from extents. */
  ExtentWriter<SDVariable> formulas() {
    return formulas;
  }

  /** A scalar of the element type. */
  SDVariable scalar(ai.djl.ndarray.types.DataType dtype, double value) {
    return constant(TensorData.scalar(dtype, value));
  }

  SDVariable longs(long... values) {
    return constant(TensorData.of(values, values.length));
  }

  @Override
  public SDVariable extent(Extents.Source source) {
    return read.computeIfAbsent(
        source.tensor() + "/" + source.axis(),
        key ->
            sd.gather(
                sd.shape(sd.getVariable(source.tensor())),
                sd.constant(Nd4j.createFromArray(source.axis())),
                0));
  }

  @Override
  public SDVariable constant(TensorData data) {
    return constants.computeIfAbsent(data, d -> sd.constant(Arrays.of(d)));
  }

  @Override
  public SDVariable add(SDVariable a, SDVariable b) {
    return a.add(b);
  }

  @Override
  public SDVariable multiply(SDVariable a, SDVariable b) {
    return a.mul(b);
  }

  @Override
  public SDVariable divide(SDVariable a, SDVariable b) {
    return a.div(b);
  }

  @Override
  public SDVariable least(SDVariable a, SDVariable b) {
    return sd.min(a, b);
  }

  @Override
  public SDVariable most(SDVariable a, SDVariable b) {
    return sd.max(a, b);
  }

  @Override
  public SDVariable floor(SDVariable x) {
    return sd.math.floor(x);
  }

  @Override
  public SDVariable sin(SDVariable x) {
    return sd.math.sin(x);
  }

  @Override
  public SDVariable columnSums(SDVariable matrix) {
    return sd.sum(matrix, true, 0);
  }

  @Override
  public SDVariable atMost(SDVariable a, SDVariable b) {
    return sd.lte(a, b);
  }

  /** SameDiff chooses among operands of one shape. */
  @Override
  public SDVariable choose(SDVariable condition, double yes, double no) {
    SDVariable zeros = condition.castTo(DataType.FLOAT).mul(0);
    return sd.where(zeros.add(yes), zeros.add(no), condition);
  }

  @Override
  public SDVariable concat(List<SDVariable> lists) {
    return sd.concat(0, lists.toArray(SDVariable[]::new));
  }

  @Override
  public SDVariable range(SDVariable first, SDVariable limit, long step) {
    SDVariable by = constant(TensorData.scalar(ai.djl.ndarray.types.DataType.INT64, step));
    return sd.range(reshape(first), reshape(limit), by, DataType.INT64);
  }

  @Override
  public SDVariable reshape(SDVariable x, long... dims) {
    return dims.length == 0 ? sd.squeeze(x, 0) : sd.reshape(x, dims);
  }

  @Override
  public SDVariable tile(SDVariable unit, ai.djl.ndarray.types.DataType dtype, SDVariable times) {
    return sd.tile(unit, times.castTo(DataType.INT32));
  }

  @Override
  public SDVariable cast(SDVariable x, ai.djl.ndarray.types.DataType dtype) {
    return x.castTo(Arrays.type(dtype));
  }

  /** Slices along an axis; ND4J gathers no booleans. */
  SDVariable gather(SDVariable x, SDVariable indices, int axis) {
    return x.dataType() == DataType.BOOL
        ? sd.gather(x.castTo(DataType.INT32), indices, axis).castTo(DataType.BOOL)
        : sd.gather(x, indices, axis);
  }

  /**
   * A kernel with zeros between its places, which stand for the dilation: oneDNN, under ND4J, has
   * no dilated convolution of every window.
   *
   * @param dims the kernel's extents, the window's first
   * @param dilation one for each axis of the window
   */
  SDVariable dilated(SDVariable kernel, long[] dims, List<Integer> dilation) {
    SDVariable spread = kernel;
    long[] now = dims.clone();
    for (int axis = 0; axis < dilation.size(); axis++) {
      long step = dilation.get(axis);
      if (step == 1 || now[axis] == 1) {
        continue;
      }
      long[] widths = new long[now.length + 1];
      widths[axis + 1] = step - 1;
      SDVariable rows = pad(sd.expandDims(spread, axis + 1), new long[now.length + 1], widths, 0);
      Long[] limits = new Long[now.length];
      limits[axis] = (now[axis] - 1) * step + 1;
      now[axis] *= step;
      long[] ones = LongStream.generate(() -> 1).limit(now.length).toArray();
      spread = slice(sd.reshape(rows, now), new long[now.length], limits, ones);
      now[axis] = limits[axis];
    }
    return spread;
  }

  SDVariable reshape(SDVariable x, List<Formula> target) {
    long open = target.stream().filter(f -> !f.sources().isEmpty()).count();
    return open > 1
        ? sd.reshape(x, formulas.list(target))
        : sd.reshape(
            x, target.stream().mapToLong(f -> f.sources().isEmpty() ? f.offset() : -1).toArray());
  }

  SDVariable broadcast(SDVariable x, List<Formula> target) {
    return new BroadcastTo(sd, x, formulas.list(target)).outputVariable();
  }

  /**
   * A strided box of the first axes and all of the others; null limits are the end of the axis,
   * negative ones count from there.
   */
  SDVariable slice(SDVariable x, long[] starts, Long[] limits, long[] strides) {
    int open = 0;
    long[] ends = new long[limits.length];
    for (int i = 0; i < limits.length; i++) {
      open |= limits[i] == null ? 1 << i : 0;
      ends[i] = limits[i] == null ? 1 : limits[i];
    }
    return sd.stridedSlice(x, starts, ends, strides, 0, open, 0, 0, 0);
  }

  /** Operands end to end. */
  SDVariable concat(List<SDVariable> values, int axis) {
    return values.size() == 1 ? values.get(0) : sd.concat(axis, values.toArray(SDVariable[]::new));
  }

  /** The parts along an axis with these extents, one after another. */
  List<SDVariable> parts(SDVariable x, int axis, List<Long> extents) {
    if (extents.size() == 1) {
      return List.of(x);
    }
    List<SDVariable> parts = new ArrayList<>();
    long[] starts = new long[axis + 1];
    Long[] limits = new Long[axis + 1];
    for (long extent : extents) {
      limits[axis] = starts[axis] + extent;
      parts.add(slice(x, starts.clone(), limits, WindowRules.ones(axis + 1)));
      starts[axis] += extent;
    }
    return parts;
  }

  /** A border of one value. */
  SDVariable pad(SDVariable x, long[] low, long[] high, double value) {
    if (LongStream.concat(LongStream.of(low), LongStream.of(high)).allMatch(w -> w == 0)) {
      return x;
    }
    long[] widths = new long[2 * low.length];
    for (int i = 0; i < low.length; i++) {
      widths[2 * i] = low[i];
      widths[2 * i + 1] = high[i];
    }
    return pad(x, constant(TensorData.of(widths, low.length, 2)), value);
  }

  /** A border of one value, as wide as a table {@code (axes, 2)} says. */
  SDVariable pad(SDVariable x, SDVariable widths, double value) {
    return sd.nn.pad(x, widths, PadMode.CONSTANT, value);
  }
}
