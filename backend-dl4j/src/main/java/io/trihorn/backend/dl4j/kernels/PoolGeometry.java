package io.trihorn.backend.dl4j.kernels;

import io.trihorn.graph.Pooling.PoolSpec;
import java.util.List;

/**
 * A pooling of {@code (batch, input..., channels)} to {@code (batch, output..., channels)}, always
 * over three axes; those that are missing come first and have extent 1.
 */
public record PoolGeometry(
    int batch, int[] input, int[] output, int[] window, int[] strides, int[] low, int channels) {

  /** From an attribute and the shapes of input and output, channels last. */
  public static PoolGeometry of(PoolSpec spec, long[] x, long[] y) {
    int n = spec.spatialRank();
    int[] input = {1, 1, 1};
    int[] output = {1, 1, 1};
    for (int i = 0; i < n; i++) {
      input[3 - n + i] = Math.toIntExact(x[i + 1]);
      output[3 - n + i] = Math.toIntExact(y[i + 1]);
    }
    return new PoolGeometry(
        (int) x[0],
        input,
        output,
        lifted(spec.window(), 1),
        lifted(spec.strides(), 1),
        lifted(spec.padLow(), 0),
        (int) x[n + 1]);
  }

  private static int[] lifted(List<Integer> values, int missing) {
    int[] three = {missing, missing, missing};
    for (int i = 0; i < values.size(); i++) {
      three[3 - values.size() + i] = values.get(i);
    }
    return three;
  }

  /** Whether this is over two axes at most. */
  public boolean isFlat() {
    return input[0] == 1 && window[0] == 1 && strides[0] == 1 && low[0] == 0;
  }

  /** Whether libnd4j's ops over two axes do this: as much padding before as after. */
  public boolean isNative() {
    boolean even = isFlat();
    for (int i = 1; i < 3; i++) {
      even &= (input[i] + 2 * low[i] - window[i]) / strides[i] + 1 == output[i];
    }
    return even;
  }

  /** The first position of a window along an axis that is not padding. */
  int first(int axis, int at) {
    return Math.max(at * strides[axis] - low[axis], 0);
  }

  /** The position after the last one of a window along an axis that is not padding. */
  int end(int axis, int at) {
    return Math.min(at * strides[axis] - low[axis] + window[axis], input[axis]);
  }

  int inputPixels() {
    return input[0] * input[1] * input[2];
  }

  int outputPixels() {
    return output[0] * output[1] * output[2];
  }
}
