package io.trihorn.applications;

import io.trihorn.graph.Layout;
import io.trihorn.layers.base.KerasTensor;
import java.util.List;
import java.util.Locale;

/** Numbers of filters and paddings that several families compute in one way. */
final class Sizes {
  private Sizes() {}

  /** The multiple of a divisor that is nearest, at least the divisor. */
  static int nearest(double value, int divisor) {
    return Math.max(divisor, (int) (value + divisor / 2.0) / divisor * divisor);
  }

  /** The nearest multiple of a divisor, or the next where that is below 90 % of the value. */
  static int divisible(double value, int divisor) {
    int nearest = nearest(value, divisor);
    return nearest < 0.9 * value ? nearest + divisor : nearest;
  }

  /**
   * The borders (top, bottom, left, right) with which a kernel of stride 2 without padding halves
   * an image as TensorFlow's {@code same} does; open extents count as even ones.
   */
  static int[] halving(Net net, KerasTensor x, int kernel) {
    int half = kernel / 2;
    return new int[] {half - even(net.height(x)), half, half - even(net.width(x)), half};
  }

  private static int even(long extent) {
    return extent < 0 || extent % 2 == 0 ? 1 : 0;
  }

  /** A width as it stands in names of models and files: 1.00. */
  static String decimals(double alpha) {
    return String.format(Locale.ROOT, "%.2f", alpha);
  }

  /** A height as it stands in names of models. */
  static String rows(Layout layout, KerasTensor input) {
    long rows = input.shape().get(layout.firstSpatialAxis());
    return rows < 0 ? "None" : Long.toString(rows);
  }

  /** The size of images that weights were trained with: the input's, or 224 where it is none. */
  static long published(Layout layout, KerasTensor input, List<Long> sizes) {
    int axis = layout.firstSpatialAxis();
    long rows = input.shape().get(axis);
    return rows == input.shape().get(axis + 1) && sizes.contains(rows) ? rows : 224;
  }
}
