package org.example.toy;

import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorType;
import java.util.List;

/**
 * A window that slides over images of any number of spatial axes, in either layout.
 *
 * @param input walks the input
 * @param output walks the output
 * @param channels the axis of channels of both
 * @param size of the window along each spatial axis
 * @param strides of the window
 * @param low how much padding lies before the first element
 * @param dilation between the window's taps
 */
record Window(
    Walk input,
    Walk output,
    int channels,
    List<Integer> size,
    List<Integer> strides,
    List<Integer> low,
    List<Integer> dilation) {
  /** Is told where an input and an output pixel that a tap joins have their first channels. */
  @FunctionalInterface
  interface Visitor {
    void visit(int input, int output, int tap);
  }

  /** The axis of channels. */
  static int channels(TensorType type, Layout layout) {
    return layout == Layout.CHANNELS_LAST ? type.rank() - 1 : 1;
  }

  /** Visits, for each output pixel, the taps that are not on padding, in order. */
  void forEach(Visitor visitor) {
    for (int image = 0; image < input.extents()[0]; image++) {
      visit(0, image * input.steps()[0], image * output.steps()[0], 0, visitor);
    }
  }

  private void visit(int spatial, int from, int to, int tap, Visitor visitor) {
    if (spatial == size.size()) {
      visitor.visit(from, to, tap);
      return;
    }
    int axis = channels == 1 ? 2 + spatial : 1 + spatial;
    for (int out = 0; out < output.extents()[axis]; out++) {
      for (int t = 0; t < size.get(spatial); t++) {
        int in = out * strides.get(spatial) - low.get(spatial) + t * dilation.get(spatial);
        if (in >= 0 && in < input.extents()[axis]) {
          visit(
              spatial + 1,
              from + in * input.steps()[axis],
              to + out * output.steps()[axis],
              tap * size.get(spatial) + t,
              visitor);
        }
      }
    }
  }
}
