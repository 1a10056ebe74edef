package io.trihorn.ndarray;

import io.trihorn.ops.Integers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** {@code x^y} of integers, exact, by squaring; what overflows is undefined. */
final class IntegerPower {
  private IntegerPower() {}

  /** The power; of negative exponents the quotient rounded towards zero, 0 for 0. */
  static Tensor of(Tensor x, Tensor y) {
    Tensor result = Ops.add(Ops.multiply(x, Ops.multiply(y, 0)), 1);
    Tensor square = x;
    Tensor rest = y;
    // An exponent of 64 or more has a power in range only for -1, 0 and 1.
    for (int bit = 0; bit < 6; bit++) {
      Tensor odd = Ops.equal(Integers.mod(rest, rest.scalar(2)), 1);
      result = Ops.where(odd, Ops.multiply(result, square), result);
      square = Ops.multiply(square, square);
      rest = Integers.floorDivide(rest, rest.scalar(2));
    }
    Tensor unit = Ops.equal(Ops.abs(x), 1);
    Tensor vanishes =
        Ops.logicalOr(
            Ops.logicalAnd(Ops.less(y, 0), Ops.logicalNot(unit)),
            Ops.logicalAnd(Ops.equal(x, 0), Ops.notEqual(y, 0)));
    return Ops.where(vanishes, result.scalar(0), result);
  }
}
