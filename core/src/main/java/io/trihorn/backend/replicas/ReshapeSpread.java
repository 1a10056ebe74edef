package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Shaping;

/** How replicas share a reshape: each does it to its rows, where these stay together. */
final class ReshapeSpread {
  private ReshapeSpread() {}

  private static long product(Shape shape, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      product *= shape.get(i);
    }
    return product;
  }

  /** The axis that the rows are in after a reshape; null where they are in none. */
  private static Split reshaped(Split split, Shape from, Shape to, long rows) {
    long before = product(from, 0, split.axis()) * split.outer();
    long after = product(from, split.axis() + 1, from.dimension()) * split.unit();
    for (int axis = 0; axis < to.dimension(); axis++) {
      long outside = product(to, 0, axis);
      long inside = product(to, axis + 1, to.dimension());
      if (before % outside == 0 && after % inside == 0) {
        Split found = new Split(axis, before / outside, after / inside);
        if (found.outer() * rows * found.unit() == to.get(axis)) {
          return found;
        }
      }
    }
    return null;
  }

  static Spread of(Shaping.Reshape op, Site s) {
    Split from = s.split(0);
    Split to = from == null ? null : reshaped(from, s.type(0).shape(), op.shape(), s.rows());
    return to == null
        ? s.whole()
        : s.spread(s.in(), to, share -> new Shaping.Reshape(Site.shape(op.shape(), to, share)));
  }
}
