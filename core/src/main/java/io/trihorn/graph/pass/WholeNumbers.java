package io.trihorn.graph.pass;

import io.trihorn.graph.Elementwise.Binary;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.Cast;
import io.trihorn.graph.Elementwise.Unary;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Linear.MatMul;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.EnumSet;
import java.util.Set;

/**
 * Floats that are whole numbers, as quantized networks compute with. Made integers and floats again
 * they change only where a zero has a sign: what an integer type does not hold is not defined.
 */
final class WholeNumbers {
  private static final Set<UnaryKind> ROUNDINGS =
      EnumSet.of(UnaryKind.ROUND, UnaryKind.FLOOR, UnaryKind.CEIL);

  /** How many operations are looked at, one behind the other. */
  private static final int DEPTH = 8;

  private WholeNumbers() {}

  /**
   * What floats are when they have been integers: the same, with their zeros positive.
   *
   * @param cast a conversion to integers, perhaps under another shape
   * @return null if there is more to it, or the floats may not be whole
   */
  static Value beforeIntegers(Primitives p, Cast back, Value cast) {
    if (cast.op() instanceof Shaping.Reshape reshape) {
      Value inner = beforeIntegers(p, back, cast.node().input(0));
      return inner == null ? null : p.reshape(inner, reshape.shape());
    }
    if (!(cast.op() instanceof Cast) || cast.node().input(0).dtype() != back.dtype()) {
      return null;
    }
    Value x = cast.node().input(0);
    if (!are(x, DEPTH)) {
      return null;
    }
    if (x.op() instanceof MatMul product) {
      // Nor do the signs of zeros matter for the sums, whose own are positive in the end.
      Value left = signed(p, x.node().input(0));
      Value right = signed(p, x.node().input(1));
      return p.add(p.matmul(left, right, product.transposeA(), product.transposeB()), 0);
    }
    return p.add(x, 0);
  }

  /** Floats before their zeros were made positive. */
  private static Value signed(Primitives p, Value x) {
    if (x.op() instanceof Shaping.Reshape reshape) {
      return p.reshape(signed(p, x.node().input(0)), reshape.shape());
    }
    return isSumWithZero(x) ? x.node().input(0) : x;
  }

  private static boolean isSumWithZero(Value x) {
    return x.op() instanceof Binary sum
        && sum.kind() == BinaryKind.ADD
        && Splats.is(x.node().input(1), 0);
  }

  private static boolean are(Value x, int depth) {
    if (!x.dtype().isFloating() || depth == 0) {
      return false;
    }
    if (x.op() instanceof Cast) {
      return !x.node().input(0).dtype().isFloating();
    }
    if (x.op() instanceof Unary unary) {
      return ROUNDINGS.contains(unary.kind());
    }
    if (isSumWithZero(x)) {
      return are(x.node().input(0), depth - 1);
    }
    boolean moved = x.op() instanceof Shaping && x.node().inputs().size() == 1;
    return (moved || x.op() instanceof MatMul)
        && x.node().inputs().stream().allMatch(input -> are(input, depth - 1));
  }
}
