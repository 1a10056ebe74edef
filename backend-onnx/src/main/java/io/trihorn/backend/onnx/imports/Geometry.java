package io.trihorn.backend.onnx.imports;

import java.util.Arrays;
import java.util.List;

/**
 * The windows of a convolution or pooling, one entry for each spatial axis.
 *
 * @param window extents
 * @param strides steps
 * @param dilations distances between a window's taps
 * @param low elements of padding before the data
 * @param high elements of padding after the data, those that only a rounded-up extent adds not
 *     counted
 * @param outputs extents of the result
 */
record Geometry(
    int[] window, int[] strides, int[] dilations, int[] low, int[] high, int[] outputs) {

  /** The windows over data of some spatial extents. */
  static Geometry of(OpCall call, long[] spatial, long[] kernel) {
    int n = spatial.length;
    long[] window = call.integers("kernel_shape", n, 1);
    if (!call.hasAttribute("kernel_shape")) {
      if (kernel == null) {
        throw call.wrong("needs kernel_shape");
      }
      window = kernel;
    }
    long[] strides = call.integers("strides", n, 1);
    long[] dilations = call.integers("dilations", n, 1);
    long[] pads = call.integers("pads", 2 * n, 0);
    String auto = call.text("auto_pad", "NOTSET");
    boolean up = call.flag("ceil_mode", false);
    Geometry g =
        new Geometry(
            ints(call, window),
            ints(call, strides),
            ints(call, dilations),
            new int[n],
            new int[n],
            new int[n]);
    for (int i = 0; i < n; i++) {
      if (window[i] < 1 || strides[i] < 1 || dilations[i] < 1) {
        throw call.wrong("needs positive windows, strides and dilations");
      }
      long reach = (window[i] - 1) * dilations[i] + 1;
      if (auto.startsWith("SAME")) {
        long outputs = (spatial[i] + strides[i] - 1) / strides[i];
        long total = Math.max((outputs - 1) * strides[i] + reach - spatial[i], 0);
        long less = total / 2;
        g.low[i] = (int) (auto.equals("SAME_UPPER") ? less : total - less);
        g.high[i] = (int) (total - g.low[i]);
      } else if (auto.equals("NOTSET")) {
        g.low[i] = Math.toIntExact(pads[i]);
        g.high[i] = Math.toIntExact(pads[n + i]);
      }
      long room = spatial[i] + g.low[i] + g.high[i] - reach;
      if (room < 0) {
        throw call.wrong("has windows that reach over " + reach + " of too few elements");
      }
      long outputs = (up ? room + strides[i] - 1 : room) / strides[i] + 1;
      // No window begins behind the data and the padding before it.
      if (up && (outputs - 1) * strides[i] >= spatial[i] + g.low[i]) {
        outputs--;
      }
      g.outputs[i] = Math.toIntExact(outputs);
    }
    return g;
  }

  private static int[] ints(OpCall call, long[] values) {
    for (long v : values) {
      if (v != (int) v) {
        throw call.wrong("has the window, stride or dilation " + v);
      }
    }
    return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
  }

  /** How far a window reaches along an axis. */
  int reach(int axis) {
    return (window[axis] - 1) * dilations[axis] + 1;
  }

  /** The padding after the data that the last window really needs; not negative. */
  int needed(int axis, long extent) {
    return (int)
        Math.max((outputs[axis] - 1L) * strides[axis] + reach(axis) - extent - low[axis], 0);
  }

  /** Whether a window has no holes. */
  boolean dense() {
    return Arrays.stream(dilations).allMatch(d -> d == 1);
  }

  static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
