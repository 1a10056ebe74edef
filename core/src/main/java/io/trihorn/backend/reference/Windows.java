package io.trihorn.backend.reference;

import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.Collections;
import java.util.List;

/**
 * A window sliding over a batch of channels-last images. One or two spatial axes are seen as three,
 * the missing ones of extent 1. Pixels and taps are numbered in row-major order, pixels through the
 * whole batch.
 */
final class Windows {
  /** Is told of each pair of input and output pixels that a tap of the window joins. */
  @FunctionalInterface
  interface Visitor {
    void visit(int inputPixel, int outputPixel, int tap);
  }

  private final int batch;
  private final int[] input;
  private final int[] output;
  private final int[] window;
  private final int[] strides;
  private final int[] low;
  private final int[] dilation;

  private Windows(
      TensorType input,
      TensorType output,
      int[] window,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> dilation) {
    this.batch = (int) input.dim(0);
    this.input = spatial(input);
    this.output = spatial(output);
    this.window = window;
    this.strides = three(strides, 1);
    this.low = three(low, 0);
    this.dilation = three(dilation, 1);
  }

  static Windows of(ConvSpec spec, TensorType input, TensorType kernel, TensorType output) {
    int[] window = {1, 1, 1};
    int n = spec.spatialRank();
    for (int i = 0; i < n; i++) {
      window[3 - n + i] = (int) kernel.dim(i);
    }
    return new Windows(input, output, window, spec.strides(), spec.padLow(), spec.dilation());
  }

  static Windows of(PoolSpec spec, TensorType input, TensorType output) {
    List<Integer> dilation = Collections.nCopies(spec.spatialRank(), 1);
    return new Windows(
        input, output, three(spec.window(), 1), spec.strides(), spec.padLow(), dilation);
  }

  private static int[] spatial(TensorType type) {
    int[] extents = {1, 1, 1};
    int n = type.rank() - 2;
    for (int i = 0; i < n; i++) {
      extents[3 - n + i] = (int) type.dim(1 + i);
    }
    return extents;
  }

  private static int[] three(List<Integer> values, int missing) {
    int[] all = {missing, missing, missing};
    for (int i = 0; i < values.size(); i++) {
      all[3 - values.size() + i] = values.get(i);
    }
    return all;
  }

  private int inputIndex(int axis, int outputIndex, int tap) {
    return outputIndex * strides[axis] - low[axis] + tap * dilation[axis];
  }

  private boolean inside(int axis, int index) {
    return index >= 0 && index < input[axis];
  }

  /** Visits output pixels in order, and for each the taps in order, but for those on padding. */
  void forEach(Visitor visitor) {
    int pixel = 0;
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < output[0]; i++) {
        for (int j = 0; j < output[1]; j++) {
          for (int k = 0; k < output[2]; k++) {
            taps(n, i, j, k, pixel++, visitor);
          }
        }
      }
    }
  }

  private void taps(int n, int i, int j, int k, int outputPixel, Visitor visitor) {
    for (int a = 0; a < window[0]; a++) {
      int x = inputIndex(0, i, a);
      for (int b = 0; b < window[1] && inside(0, x); b++) {
        int y = inputIndex(1, j, b);
        for (int c = 0; c < window[2] && inside(1, y); c++) {
          int z = inputIndex(2, k, c);
          if (inside(2, z)) {
            int inputPixel = ((n * input[0] + x) * input[1] + y) * input[2] + z;
            visitor.visit(inputPixel, outputPixel, (a * window[1] + b) * window[2] + c);
          }
        }
      }
    }
  }
}
