package io.trihorn.layers.preprocessing.image;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/** Rows of a batch mixed with other rows. */
final class Mixing {
  private Mixing() {}

  /**
   * {@code weight * x + (1 - weight) * other}.
   *
   * @param x {@code (batch, ...)}, floats
   * @param order which row is the other one of each, {@code (batch)}
   * @param weight {@code (batch)}
   */
  static Tensor mix(Tensor x, Tensor order, Tensor weight) {
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[0] = x.dim(0);
    Tensor own = Shapes.reshape(Ops.cast(weight, x.dtype()), dims);
    Tensor other = Shapes.take(x, order, 0);
    return Ops.add(Ops.multiply(x, own), Ops.multiply(other, Ops.subtract(1, own)));
  }

  /** Labels mixed; whole-numbered ones become floats. */
  static Tensor labels(Tensor labels, Tensor order, Tensor weight) {
    return mix(
        labels.dtype().isFloating() ? labels : Ops.cast(labels, weight.dtype()), order, weight);
  }
}
