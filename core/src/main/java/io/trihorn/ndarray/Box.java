package io.trihorn.ndarray;

import io.trihorn.graph.TensorData;

/** A box by its corners. */
record Box(double left, double top, double right, double bottom) {
  /** How much of an anchor's size an offset of 1 means: x, y, width, height. */
  private static final double[] VARIANCES = {0.1, 0.1, 0.2, 0.2};

  /** The box that starts at an element. */
  static Box at(TensorData data, long element) {
    return new Box(
        data.getDouble(element),
        data.getDouble(element + 1),
        data.getDouble(element + 2),
        data.getDouble(element + 3));
  }

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  private double x() {
    return (left + right) / 2;
  }

  private double y() {
    return (top + bottom) / 2;
  }

  /** The shared area as a share of the area of both; 0 where both are empty. */
  double overlap(Box other) {
    double wide = Math.min(right, other.right) - Math.max(left, other.left);
    double high = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    double shared = Math.max(0, wide) * Math.max(0, high);
    double all = width() * height() + other.width() * other.height() - shared;
    return all <= 0 ? 0 : shared / all;
  }

  /** What this anchor is moved and stretched by to be another box. */
  double[] offsetsTo(Box other) {
    return new double[] {
      (other.x() - x()) / width() / VARIANCES[0],
      (other.y() - y()) / height() / VARIANCES[1],
      Math.log(other.width() / width()) / VARIANCES[2],
      Math.log(other.height() / height()) / VARIANCES[3]
    };
  }

  /** This anchor after offsets, as {@link #offsetsTo} gives them in a box's four numbers. */
  Box moved(Box offsets) {
    double x = x() + offsets.left * VARIANCES[0] * width();
    double y = y() + offsets.top * VARIANCES[1] * height();
    double halfWidth = Math.exp(offsets.right * VARIANCES[2]) * width() / 2;
    double halfHeight = Math.exp(offsets.bottom * VARIANCES[3]) * height() / 2;
    return new Box(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
  }

  /** The part within 0 to 1. */
  Box clipped() {
    return new Box(unit(left), unit(top), unit(right), unit(bottom));
  }

  private static double unit(double value) {
    return Math.min(1, Math.max(0, value));
  }
}
