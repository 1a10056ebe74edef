package io.trihorn.backend.tensorflow;

import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pooling over two or three spatial axes, channels last, out of TensorFlow's kernels over two. A
 * volume is pooled over its planes and then across them: of equal elements that still finds the
 * first in row-major order, which TensorFlow's own kernel for volumes does not.
 */
final class Pools {
  /**
   * Elements up to which TensorFlow's own kernel of the maximum, which only the op's second version
   * has, is faster than oneDNN's: a call of that takes longer.
   */
  private static final long MOST_SMALL = 1 << 14;

  /** One pooling over a plane. */
  private record Plane(
      List<Integer> window, List<Integer> strides, List<Integer> low, List<Integer> high) {
    boolean isPadded() {
      return low.get(0) + low.get(1) + high.get(0) + high.get(1) > 0;
    }

    /** The shape of the result for an operand of this shape. */
    long[] output(long[] dims) {
      long[] out = dims.clone();
      for (int i = 0; i < 2; i++) {
        out[i + 1] = (dims[i + 1] + low.get(i) + high.get(i) - window.get(i)) / strides.get(i) + 1;
      }
      return out;
    }

    /** Whether this padding is what TensorFlow calls SAME for an operand of this shape. */
    boolean isSame(long[] dims) {
      for (int i = 0; i < 2; i++) {
        long size = dims[i + 1];
        long out = (size + strides.get(i) - 1) / strides.get(i);
        long total = Math.max(0, (out - 1) * strides.get(i) + window.get(i) - size);
        if (low.get(i) != total / 2 || high.get(i) != total - total / 2) {
          return false;
        }
      }
      return true;
    }
  }

  private final Emitter emit;
  private final Plane plane;

  /** The pooling across planes, or null where there is only one. */
  private final Plane depth;

  private Pools(Emitter emit, Plane plane, Plane depth) {
    this.emit = emit;
    this.plane = plane;
    this.depth = depth;
  }

  static Pools of(Emitter emit, PoolSpec spec) {
    List<Integer> window = Images.widened(spec.window(), 1);
    List<Integer> strides = Images.widened(spec.strides(), 1);
    List<Integer> low = Images.widened(spec.padLow(), 0);
    List<Integer> high = Images.widened(spec.padHigh(), 0);
    int n = window.size();
    Plane plane =
        new Plane(
            window.subList(n - 2, n),
            strides.subList(n - 2, n),
            low.subList(n - 2, n),
            high.subList(n - 2, n));
    Plane depth =
        n == 2
            ? null
            : new Plane(
                List.of(window.get(0), 1),
                List.of(strides.get(0), 1),
                List.of(low.get(0), 0),
                List.of(high.get(0), 0));
    return new Pools(emit, plane, depth);
  }

  Wire max(Wire x) {
    return over(x, this::max);
  }

  private Wire max(Plane p, Wire x) {
    boolean same = p.isPadded() && p.isSame(x.dims());
    if (x.type().size() > MOST_SMALL || (p.isPadded() && !same)) {
      return pooled("MaxPool", p, x);
    }
    Wire window = emit.ints(1, p.window().get(0), p.window().get(1), 1);
    Wire strides = emit.ints(1, p.strides().get(0), p.strides().get(1), 1);
    return emit.operation("MaxPoolV2")
        .in(x, window, strides)
        .attribute("padding", same ? "SAME" : "VALID")
        .to(x.type().withShape(p.output(x.dims())));
  }

  Wire average(Wire x) {
    return over(x, this::average);
  }

  /** What to do with one plane. */
  private interface Step {
    Wire apply(Plane plane, Wire x);
  }

  /** Over the planes, then across them. */
  private Wire over(Wire x, Step step) {
    if (depth == null) {
      return step.apply(plane, x);
    }
    Wire flat = step.apply(plane, planes(x));
    Wire across = step.apply(depth, columns(flat, x.dim(0)));
    return emit.reshape(across, volume(across.dim(1), x.dim(0), flat));
  }

  /** {@code (batch, d, h, w, c)} as {@code (batch * d, h, w, c)}. */
  private Wire planes(Wire x) {
    return emit.reshape(x, x.dim(0) * x.dim(1), x.dim(2), x.dim(3), x.dim(4));
  }

  /** {@code (batch * d, h, w, c)} as {@code (batch, d, h * w, c)}. */
  private Wire columns(Wire x, long batch) {
    long d = batch == 0 ? 0 : x.dim(0) / batch;
    return emit.reshape(x, batch, d, x.dim(1) * x.dim(2), x.dim(3));
  }

  private static long[] volume(long d, long batch, Wire flat) {
    return new long[] {batch, d, flat.dim(1), flat.dim(2), flat.dim(3)};
  }

  Wire maxGradient(Wire x, Wire y, Wire dy) {
    if (depth == null) {
      return maxGradient(plane, x, y, dy);
    }
    Wire planes = planes(x);
    Wire flat = pooled("MaxPool", plane, planes);
    Wire column = columns(flat, x.dim(0));
    long[] dims = {y.dim(0), y.dim(1), y.dim(2) * y.dim(3), y.dim(4)};
    Wire dColumn = maxGradient(depth, column, emit.reshape(y, dims), emit.reshape(dy, dims));
    Wire dFlat = emit.reshape(dColumn, flat.dims());
    return emit.reshape(maxGradient(plane, planes, flat, dFlat), x.dims());
  }

  Wire averageGradient(Wire dy, long[] inputDims) {
    if (depth == null) {
      return averageGradient(plane, dy, inputDims);
    }
    long batch = inputDims[0];
    long[] planes = {batch * inputDims[1], inputDims[2], inputDims[3], inputDims[4]};
    long[] flat = plane.output(planes);
    long[] column = {batch, inputDims[1], flat[1] * flat[2], flat[3]};
    Wire across = emit.reshape(dy, depth.output(column));
    Wire dFlat = emit.reshape(averageGradient(depth, across, column), flat);
    return emit.reshape(averageGradient(plane, dFlat, planes), inputDims);
  }

  private Wire pooled(String kind, Plane p, Wire x) {
    return geometry(emit.operation(kind).in(x), p, x.dims())
        .to(x.type().withShape(p.output(x.dims())));
  }

  private Wire maxGradient(Plane p, Wire x, Wire y, Wire dy) {
    return geometry(emit.operation("MaxPoolGrad").in(x, y, dy), p, x.dims()).to(x.type());
  }

  private static OperationWriter geometry(OperationWriter writer, Plane p, long[] dims) {
    writer
        .list("ksize", 1, p.window().get(0), p.window().get(1), 1)
        .list("strides", 1, p.strides().get(0), p.strides().get(1), 1);
    if (!p.isPadded()) {
      return writer.attribute("padding", "VALID");
    }
    if (p.isSame(dims)) {
      return writer.attribute("padding", "SAME");
    }
    return writer
        .attribute("padding", "EXPLICIT")
        .list(
            "explicit_paddings",
            0,
            0,
            p.low().get(0),
            p.high().get(0),
            p.low().get(1),
            p.high().get(1),
            0,
            0);
  }

  private Wire average(Plane p, Wire x) {
    if (!p.isPadded() || p.isSame(x.dims())) {
      return pooled("AvgPool", p, x);
    }
    Plane bare = new Plane(p.window(), p.strides(), List.of(0, 0), List.of(0, 0));
    Wire padded = emit.pad(x, around(p.low()), around(p.high()), 0);
    Wire mean = pooled("AvgPool", bare, padded);
    return emit.apply("Mul", mean.type(), mean, share(p, x.dims(), mean));
  }

  private Wire averageGradient(Plane p, Wire dy, long[] dims) {
    if (!p.isPadded() || p.isSame(dims)) {
      return averageGradientKernel(p, dy, dims);
    }
    Plane bare = new Plane(p.window(), p.strides(), List.of(0, 0), List.of(0, 0));
    long[] padded = dims.clone();
    List<Long> low = around(p.low());
    List<Long> high = around(p.high());
    Arrays.setAll(padded, i -> dims[i] + low.get(i) + high.get(i));
    Wire scaled = emit.apply("Mul", dy.type(), dy, share(p, dims, dy));
    Wire whole = averageGradientKernel(bare, scaled, padded);
    List<Long> limits = IntStream.range(0, 4).mapToObj(i -> low.get(i) + dims[i]).toList();
    return emit.slice(whole, low, limits, List.of(1L, 1L, 1L, 1L));
  }

  private Wire averageGradientKernel(Plane p, Wire dy, long[] dims) {
    return geometry(emit.operation("AvgPoolGrad").in(emit.ints(dims), dy), p, dims)
        .to(dy.type().withShape(dims));
  }

  private static List<Long> around(List<Integer> widths) {
    return List.of(0L, (long) widths.get(0), (long) widths.get(1), 0L);
  }

  /** For each window, its size by the number of its elements that are not padding. */
  private Wire share(Plane p, long[] dims, Wire result) {
    int rows = Math.toIntExact(result.dim(1));
    int columns = Math.toIntExact(result.dim(2));
    TensorData share = TensorData.zeros(TensorType.of(result.dtype(), 1, rows, columns, 1));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double all = p.window().get(0) * (double) p.window().get(1);
        double inside = inside(p, dims, 0, i) * (double) inside(p, dims, 1, j);
        share.setDouble((long) i * columns + j, all / inside);
      }
    }
    return emit.constant(share);
  }

  private static long inside(Plane p, long[] dims, int axis, int position) {
    long start = (long) position * p.strides().get(axis) - p.low().get(axis);
    long end = Math.min(start + p.window().get(axis), dims[axis + 1]);
    return end - Math.max(start, 0);
  }
}
