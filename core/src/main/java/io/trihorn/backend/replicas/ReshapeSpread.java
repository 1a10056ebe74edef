package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Shaping;

/** How replicas share a reshape: each does it to its rows, where these stay together. */
final class ReshapeSpread {
  private ReshapeSpread() {}

  /** The axis that the rows are in after a reshape; null where they are in none. */
  private static Split reshaped(Split split, Shape from, Shape to, long rows) {
    long before = from.slice(0, split.axis()).size() * split.outer();
    long after = from.slice(split.axis() + 1).size() * split.unit();
    for (int axis = 0; axis < to.dimension(); axis++) {
      long outside = to.slice(0, axis).size();
      long inside = to.slice(axis + 1).size();
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
