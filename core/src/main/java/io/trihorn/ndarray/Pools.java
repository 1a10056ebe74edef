package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pooling of {@code (batch, channels, spatial...)} by DJL's geometry.
 *
 * @param window extents of the window
 * @param stride steps of the window
 * @param padding elements before and after each axis
 * @param ceil whether a last window that sticks out counts, if it starts inside
 */
record Pools(Shape window, Shape stride, Shape padding, boolean ceil) {
  Pools {
    if (window.dimension() != stride.dimension() || window.dimension() != padding.dimension()) {
      throw new ShapeException(
          "pooling: expected a stride and a padding for each axis of the window "
              + window
              + ", but got "
              + stride
              + " and "
              + padding);
    }
    for (int i = 0; i < window.dimension(); i++) {
      if (stride.get(i) < 1 || window.get(i) < 1 || 2 * padding.get(i) > window.get(i)) {
        throw new ShapeException(
            "pooling: expected positive windows and strides and padding of at most half a window,"
                + " but got "
                + List.of(window, stride, padding));
      }
    }
  }

  /** The window over all of an array. */
  static Pools global(Shape array) {
    Shape window = array.slice(2);
    long[] ones = new long[window.dimension()];
    Arrays.fill(ones, 1);
    return new Pools(window, new Shape(ones), new Shape(new long[ones.length]), false);
  }

  Operation max() {
    return operation("maxPool", this::max);
  }

  /**
   * The means.
   *
   * @param countPadding whether padding counts as zeros
   */
  Operation average(boolean countPadding) {
    return operation("avgPool", x -> average(x, countPadding), countPadding);
  }

  /** The root of the sums of powers. */
  Operation norm(float power) {
    return operation(
        "lpPool",
        x -> {
          Tensor mean = average(Ops.power(x, power), true);
          Tensor sum = Ops.multiply(mean, elements());
          return Ops.power(sum, 1 / (double) power);
        },
        power);
  }

  private long elements() {
    return window.size();
  }

  /** Engines pool floats; float64 holds integers up to 2^53. */
  private Tensor max(Tensor x) {
    if (x.dtype().isFloating()) {
      return pooled(new Pooling.MaxPool(spec(x)), x);
    }
    return Ops.cast(max(Ops.cast(Promotion.number("maxPool", x), DataType.FLOAT64)), x.dtype());
  }

  private interface Body {
    Tensor of(Tensor x);
  }

  private Operation operation(String name, Body body, Object... attributes) {
    List<Object> all = new ArrayList<>(List.of(this));
    all.addAll(List.of(attributes));
    return new Operation(name, in -> List.of(body.of(in.get(0))), all.toArray());
  }

  private static Tensor pooled(Pooling op, Tensor x) {
    return x.with(x.builder().add(op, x.value()));
  }

  private Tensor average(Tensor x, boolean countPadding) {
    Tensor mean = pooled(new Pooling.AveragePool(spec(x)), x);
    if (!countPadding) {
      return mean;
    }
    Tensor counted = mean;
    for (int axis = 0; axis < window.dimension(); axis++) {
      counted = Ops.multiply(counted, share(x, axis));
    }
    return counted;
  }

  /** How much of each window along an axis is no padding; none counts beyond the padding. */
  private Tensor share(Tensor x, int axis) {
    long extent = x.dim(2 + axis);
    long windows = windows(extent, axis);
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[2 + axis] = windows;
    TensorData shares = TensorData.zeros(TensorType.of(x.dtype(), dims));
    for (long i = 0; i < windows; i++) {
      long start = i * stride.get(axis) - padding.get(axis);
      long end = start + window.get(axis);
      double inside = Math.min(end, extent) - Math.max(start, 0);
      shares.setDouble(i, inside / (Math.min(end, extent + padding.get(axis)) - start));
    }
    return x.constant(shares);
  }

  private long windows(long extent, int axis) {
    long pad = padding.get(axis);
    long step = stride.get(axis);
    long room = extent + 2 * pad - window.get(axis);
    long count = (ceil ? Math.floorDiv(room + step - 1, step) : Math.floorDiv(room, step)) + 1;
    return ceil && (count - 1) * step >= extent + pad ? count - 1 : count;
  }

  private PoolSpec spec(Tensor x) {
    if (x.rank() != window.dimension() + 2) {
      throw new ShapeException(
          "pooling: expected (batch, channels) and the axes of the window "
              + window
              + ", but got "
              + x.type());
    }
    List<Integer> high = new ArrayList<>();
    for (int axis = 0; axis < window.dimension(); axis++) {
      // As much after the data as the last window covers.
      long last = (windows(x.dim(2 + axis), axis) - 1) * stride.get(axis) + window.get(axis);
      high.add(Math.toIntExact(Math.max(0, last - padding.get(axis) - x.dim(2 + axis))));
    }
    return new PoolSpec(
        integers(window), integers(stride), integers(padding), high, Layout.CHANNELS_FIRST);
  }

  static List<Integer> integers(Shape shape) {
    return Arrays.stream(shape.getShape()).mapToObj(Math::toIntExact).toList();
  }
}
