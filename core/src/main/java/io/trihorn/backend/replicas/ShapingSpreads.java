package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How replicas share what moves or repeats elements: each does it to its rows, where it can. */
final class ShapingSpreads {
  private ShapingSpreads() {}

  static OpTable<Site, Spread> addTo(OpTable<Site, Spread> table) {
    return table
        .on(Shaping.Reshape.class, ShapingSpreads::reshape)
        .on(Shaping.Transpose.class, ShapingSpreads::transpose)
        .on(Shaping.Broadcast.class, ShapingSpreads::broadcast)
        .on(Shaping.Slice.class, ShapingSpreads::slice)
        .on(Shaping.Concat.class, ShapingSpreads::concat);
  }

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

  private static Spread reshape(Shaping.Reshape op, Site s) {
    Split from = s.split(0);
    Split to = from == null ? null : reshaped(from, s.type(0).shape(), op.shape(), s.rows());
    return to == null
        ? s.whole()
        : s.keep(to, share -> new Shaping.Reshape(Site.shape(op.shape(), to, share)));
  }

  private static Spread transpose(Shaping.Transpose op, Site s) {
    Split split = s.split(0);
    return split == null ? s.whole() : s.keep(split.at(op.permutation().indexOf(split.axis())), op);
  }

  private static Spread broadcast(Shaping.Broadcast op, Site s) {
    if (s.split(0) == null) {
      return s.whole();
    }
    Split split = s.split(0).at(s.split(0).axis() + op.shape().dimension() - s.type(0).rank());
    return s.keep(split, share -> new Shaping.Broadcast(Site.shape(op.shape(), split, share)));
  }

  private static Spread slice(Shaping.Slice op, Site s) {
    Split split = s.split(0);
    int axis = split == null ? -1 : split.axis();
    if (split == null
        || op.starts().get(axis) != 0
        || op.strides().get(axis) != 1
        || op.limits().get(axis) != s.type(0).dim(axis)) {
      return s.whole();
    }
    return s.keep(
        split,
        share -> {
          List<Long> limits = new ArrayList<>(op.limits());
          limits.set(axis, share.extent(split));
          return new Shaping.Slice(op.starts(), limits, op.strides());
        });
  }

  private static Spread concat(Shaping.Concat op, Site s) {
    for (Placement placement : s.in()) {
      if (placement instanceof Split split && split.axis() != op.axis()) {
        return Spread.of(Collections.nCopies(s.in().size(), split), List.of(split), op);
      }
    }
    return s.whole();
  }
}
