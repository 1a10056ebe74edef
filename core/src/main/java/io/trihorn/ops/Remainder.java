package io.trihorn.ops;

import io.trihorn.graph.Elementwise.BinaryKind;

/** Remainders of whole numbers. */
public final class Remainder {
  private Remainder() {}

  /** The remainder of a division of integers by a positive number: never negative. */
  public static Tensor floorMod(Tensor x, long divisor) {
    Tensor d = x.scalar(divisor);
    Tensor rest = Ops.subtract(x, Ops.multiply(Ops.binary(BinaryKind.DIV, x, d), d));
    return Ops.where(Ops.less(rest, 0), Ops.add(rest, d), rest);
  }
}
