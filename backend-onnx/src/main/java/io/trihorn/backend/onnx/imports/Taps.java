package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What each position of a window sees of a tensor {@code (batch, channels, spatial...)}. */
final class Taps {
  /** Every position becomes a node or two. */
  private static final double LARGEST = 1 << 14;

  private Taps() {}

  /**
   * One tensor of the result's extents for each position of the window, in row-major order.
   *
   * @param padding the value of the padding
   */
  static List<Tensor> of(Tensor x, Geometry g, double padding) {
    int n = g.window().length;
    double count = Arrays.stream(g.window()).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (count > LARGEST) {
      throw new IllegalArgumentException("a window of " + count + " elements is too large");
    }
    long[] low = new long[n + 2];
    long[] high = new long[n + 2];
    for (int i = 0; i < n; i++) {
      low[i + 2] = g.low()[i];
      high[i + 2] = g.needed(i, x.dim(i + 2));
    }
    Tensor padded = Shapes.pad(x, low, high, padding);
    List<Tensor> taps = new ArrayList<>();
    int[] position = new int[n];
    do {
      long[] starts = new long[n + 2];
      long[] limits = padded.type().dims();
      long[] strides = new long[n + 2];
      Arrays.fill(strides, 1);
      for (int i = 0; i < n; i++) {
        starts[i + 2] = (long) position[i] * g.dilations()[i];
        strides[i + 2] = g.strides()[i];
        limits[i + 2] = starts[i + 2] + (g.outputs()[i] - 1L) * g.strides()[i] + 1;
      }
      taps.add(Shapes.slice(padded, starts, limits, strides));
    } while (next(position, g.window()));
    return taps;
  }

  /** The next position in row-major order; false after the last. */
  static boolean next(int[] position, int[] extents) {
    for (int i = position.length - 1; i >= 0; i--) {
      if (++position[i] < extents[i]) {
        return true;
      }
      position[i] = 0;
    }
    return false;
  }
}
