package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Affine;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.graph.TensorData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastTo;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes ops into a SameDiff graph; where shapes depend on the batch they are computed from an
 * input's.
 */
final class Writer {
  private final SameDiff sd;
  private final Map<TensorData, SDVariable> constants = new HashMap<>();
  private final Map<List<Long>, SDVariable> shapes = new HashMap<>();
  private SDVariable batchInput;
  private SDVariable batch;

  Writer(SameDiff sd) {
    this.sd = sd;
  }

  SameDiff sd() {
    return sd;
  }

  /** Says which input's leading extent is the batch. */
  void batchFrom(SDVariable input) {
    batchInput = input;
  }

  SDVariable constant(TensorData data) {
    return constants.computeIfAbsent(data, d -> sd.constant(Arrays.of(d)));
  }

  /** A scalar of the element type. */
  SDVariable scalar(ai.djl.ndarray.types.DataType dtype, double value) {
    return constant(TensorData.scalar(dtype, value));
  }

  private SDVariable longs(long... values) {
    return constant(TensorData.of(values, values.length));
  }

  /** Extents as a value. */
  SDVariable extents(Affine extents) {
    if (extents.isConstant()) {
      return longs(extents.offsets());
    }
    List<Long> key =
        LongStream.concat(LongStream.of(extents.factors()), LongStream.of(extents.offsets()))
            .boxed()
            .toList();
    return shapes.computeIfAbsent(
        key, k -> batch().mul(longs(extents.factors())).add(longs(extents.offsets())));
  }

  /** The batch size as a list of one. */
  private SDVariable batch() {
    if (batch == null) {
      batch = sd.gather(sd.shape(batchInput), sd.constant(Nd4j.createFromArray(0)), 0);
    }
    return batch;
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

  SDVariable reshape(SDVariable x, Affine target) {
    int n = target.factors().length;
    long growing = LongStream.of(target.factors()).filter(f -> f != 0).count();
    if (growing > 1) {
      return sd.reshape(x, extents(target));
    }
    long[] dims =
        IntStream.range(0, n)
            .mapToLong(i -> target.factors()[i] == 0 ? target.offsets()[i] : -1)
            .toArray();
    return sd.reshape(x, dims);
  }

  SDVariable broadcast(SDVariable x, Affine target) {
    return new BroadcastTo(sd, x, extents(target)).outputVariable();
  }

  SDVariable tiled(Tiling tiling) {
    return sd.tile(constant(tiling.unit()), extents(tiling.repeats()).castTo(DataType.INT32));
  }

  /** Rows that go on by a step. */
  SDVariable continued(Progression progression) {
    SDVariable zero = constant(TensorData.scalar(ai.djl.ndarray.types.DataType.INT64, 0));
    SDVariable one = constant(TensorData.scalar(ai.djl.ndarray.types.DataType.INT64, 1));
    SDVariable rows = sd.range(zero, sd.squeeze(batch(), 0), one, DataType.INT64);
    long[] part = progression.unit().toLongArray();
    SDVariable table =
        sd.reshape(rows, -1, 1)
            .mul(longs(progression.step()))
            .add(constant(TensorData.of(part, 1, part.length)));
    return sd.reshape(table, progression.openDims())
        .castTo(Arrays.type(progression.unit().dtype()));
  }

  /** A strided box; null limits are the end of the axis, whatever it is. */
  SDVariable slice(SDVariable x, long[] starts, Long[] limits, long[] strides) {
    int open = 0;
    long[] ends = new long[limits.length];
    for (int i = 0; i < limits.length; i++) {
      open |= limits[i] == null ? 1 << i : 0;
      ends[i] = limits[i] == null ? 1 : limits[i];
    }
    return sd.stridedSlice(x, starts, ends, strides, 0, open, 0, 0, 0);
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
    SDVariable table = constant(TensorData.of(widths, low.length, 2));
    return sd.nn.pad(x, table, PadMode.CONSTANT, value);
  }
}
