package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * A random box in each image.
 *
 * @param inside whether a pixel lies in it, {@code (batch, height, width, 1)}
 * @param area its part of the image, {@code (batch)}
 */
record Boxes(Tensor inside, Tensor area) {
  /**
   * Boxes of sizes that are given, at random places.
   *
   * @param wide the width, a part of the image's, {@code (batch)}
   * @param tall the height, a part of the image's
   */
  static Boxes draw(Draws draws, Tensor wide, Tensor tall, long height, long width) {
    Tensor columns = inside(draws, wide, width);
    Tensor rows = inside(draws, tall, height);
    Tensor both =
        Ops.logicalAnd(
            Shapes.reshape(rows, draws.batch(), height, 1, 1),
            Shapes.reshape(columns, draws.batch(), 1, width, 1));
    return new Boxes(both, Ops.multiply(wide, tall));
  }

  /** Whether positions along an axis lie in a range of a length, {@code (batch, extent)}. */
  private static Tensor inside(Draws draws, Tensor part, long extent) {
    Tensor length = Ops.multiply(part, extent);
    Tensor start = Ops.multiply(draws.each(0, 1), Ops.subtract((double) extent, length));
    Tensor position = Shapes.arange(part, extent, DataType.FLOAT32);
    Tensor at = Shapes.expandDims(Ops.cast(position, part.dtype()), 0);
    return Ops.logicalAnd(
        Ops.greaterEqual(at, Shapes.expandDims(start, 1)),
        Ops.less(at, Shapes.expandDims(Ops.add(start, length), 1)));
  }
}
