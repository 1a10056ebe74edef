package io.trihorn.backend.onnx.emit;

import io.trihorn.backend.onnx.emit.ConvLowerings.Geometry;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What sliding windows have in common. Operands here are {@code (batch, channels, spatial...)},
 * ONNX's layout.
 */
final class Windows {
  private Windows() {}

  /** From the graph's layout to ONNX's. */
  static Operand toOnnx(Emit e, Operand x, Layout layout) {
    if (layout == Layout.CHANNELS_FIRST) {
      return x;
    }
    int r = x.rank();
    return e.transpose(
        x, IntStream.range(0, r).map(i -> i == 0 ? 0 : i == 1 ? r - 1 : i - 1).toArray());
  }

  /** From ONNX's layout to the graph's. */
  static Operand fromOnnx(Emit e, Operand x, Layout layout) {
    if (layout == Layout.CHANNELS_FIRST) {
      return x;
    }
    int r = x.rank();
    return e.transpose(
        x, IntStream.range(0, r).map(i -> i == 0 ? 0 : i == r - 1 ? 1 : i + 1).toArray());
  }

  /** A shape of the graph in ONNX's layout. */
  static long[] toOnnx(long[] dims, Layout layout) {
    if (layout == Layout.CHANNELS_FIRST) {
      return dims.clone();
    }
    long[] result = dims.clone();
    result[1] = dims[dims.length - 1];
    System.arraycopy(dims, 1, result, 2, dims.length - 2);
    return result;
  }

  /** A border around the spatial axes. */
  static Operand pad(Emit e, Operand x, long[] low, long[] high, double value) {
    return e.pad(x, prefixed(low), prefixed(high), value);
  }

  private static long[] prefixed(long[] widths) {
    return LongStream.concat(LongStream.of(0, 0), LongStream.of(widths)).toArray();
  }

  /** The spatial extents. */
  static long[] spatial(Operand x) {
    return LongStream.of(x.dims()).skip(2).toArray();
  }

  static long product(long... values) {
    return LongStream.of(values).reduce(1, (a, b) -> a * b);
  }

  static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }

  static long[] filled(int n, long value) {
    long[] values = new long[n];
    Arrays.fill(values, value);
    return values;
  }

  /**
   * For each element of a window, in row-major order, the elements of a padded operand that stand
   * there: {@code (batch, channels, output...)}.
   */
  static List<Operand> taps(
      Emit e, Operand padded, long[] window, long[] strides, long[] dilation, long[] output) {
    int n = window.length;
    List<Operand> taps = new ArrayList<>();
    long[] starts = new long[n + 2];
    long[] limits = padded.dims();
    long[] steps = filled(n + 2, 1);
    for (long t = 0; t < product(window); t++) {
      long rest = t;
      for (int i = n - 1; i >= 0; i--) {
        starts[i + 2] = rest % window[i] * dilation[i];
        rest /= window[i];
        limits[i + 2] = starts[i + 2] + (output[i] - 1) * strides[i] + 1;
        steps[i + 2] = strides[i];
      }
      taps.add(e.slice(padded, starts, limits, steps));
    }
    return taps;
  }

  /** The taps beside each other: {@code (batch, channels, taps, output elements)}. */
  static Operand patches(Emit e, List<Operand> taps) {
    long[] dims = taps.get(0).dims();
    long size = product(spatial(taps.get(0)));
    return e.concat(taps.stream().map(t -> e.reshape(t, dims[0], dims[1], 1, size)).toList(), 2);
  }

  /**
   * Zeros between the elements of the spatial axes, and after the last so many that a window over
   * the result ends where the operand of the forward op ends.
   *
   * @param tails zeros after the last element, less than the stride
   */
  static Operand dilate(Emit e, Operand x, long[] strides, long[] tails) {
    Operand result = x;
    for (int i = 0; i < strides.length; i++) {
      if (strides[i] == 1) {
        continue;
      }
      int axis = i + 2;
      long[] dims = result.dims();
      long before = product(Arrays.copyOf(dims, axis + 1));
      long after = product(Arrays.copyOfRange(dims, axis + 1, dims.length));
      Operand rows = e.reshape(result, before, 1, after);
      rows = e.pad(rows, new long[3], new long[] {0, strides[i] - 1, 0}, 0);
      long last = (dims[axis] - 1) * strides[i];
      dims[axis] *= strides[i];
      result = e.slice(e.reshape(rows, dims), axis, 0, last + 1 + tails[i]);
    }
    return result;
  }

  /**
   * The gradient of an output with zeros for the strides between its elements.
   *
   * @param over the windows over it that give the gradient of the input: with steps of 1, and with
   *     negative padding where rows of it are to go
   */
  record Spread(Operand x, Geometry over) {}

  /**
   * Spreads the gradient of an output.
   *
   * @param window extents of the forward op's windows
   * @param g how these lie
   * @param input extents of the forward op's input, all of them
   */
  static Spread spread(Emit e, Operand gradient, long[] window, Geometry g, long[] input) {
    int n = g.rank();
    long[] low = IntStream.range(0, n).mapToLong(i -> g.reach(i, window) - g.low()[i]).toArray();
    long[] high = IntStream.range(0, n).mapToLong(i -> g.reach(i, window) - g.high()[i]).toArray();
    return new Spread(
        dilate(e, gradient, g.strides(), g.tails(input, gradient, window)),
        new Geometry(filled(n, 1), low, high, g.dilation()));
  }

  /** A stack of matrix products whose first operand is shared by all. */
  static Operand sharedProduct(Emit e, Operand a, Operand b) {
    long[] dims = b.dims();
    dims[dims.length - 2] = a.dim(-2);
    TensorType type = b.type().withShape(dims);
    return e.node("MatMul", type, List.of(a, b));
  }
}
