package io.trihorn.losses;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Targets, predictions and weights whose ranks differ by an axis of extent 1, as Keras accepts
 * them.
 */
public final class Ranks {
  private Ranks() {}

  /**
   * Both with the same rank, where one has a last axis of extent 1 more than the other: a vector
   * gets that axis, so that it stays one value for each sample; what is not a vector makes the
   * other lose it.
   */
  public static Tensor[] align(Tensor a, Tensor b) {
    if (a.rank() == b.rank() + 1 && a.dim(-1) == 1) {
      return b.rank() == 1
          ? new Tensor[] {a, Shapes.expandDims(b, -1)}
          : new Tensor[] {Shapes.squeeze(a, -1), b};
    }
    if (b.rank() == a.rank() + 1 && b.dim(-1) == 1) {
      Tensor[] turned = align(b, a);
      return new Tensor[] {turned[1], turned[0]};
    }
    return new Tensor[] {a, b};
  }

  /**
   * A tensor with axes of extent 1 after its own, up to a rank, so that it broadcasts from the
   * left.
   */
  public static Tensor spread(Tensor x, int rank) {
    Tensor wide = x;
    while (wide.rank() < rank) {
      wide = Shapes.expandDims(wide, -1);
    }
    return wide;
  }

  /** A tensor repeated to the shape of another. */
  public static Tensor spreadTo(Tensor x, Tensor like) {
    return Shapes.broadcastTo(Ops.cast(spread(x, like.rank()), like.dtype()), like.type().dims());
  }
}
