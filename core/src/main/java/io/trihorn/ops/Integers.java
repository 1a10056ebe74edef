package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import java.util.List;

/** Whole numbers and bits, under the names of {@code keras.ops}. */
public final class Integers {
  private Integers() {}

  private static Tensor bits(BinaryKind kind, BinaryKind logical, Tensor x, Tensor y) {
    boolean booleans = x.dtype() == DataType.BOOLEAN && y.dtype() == DataType.BOOLEAN;
    return Ops.binary(booleans ? logical : kind, x, y);
  }

  /** Bitwise and of integers, logical and of booleans. */
  public static Tensor bitwiseAnd(Tensor x, Tensor y) {
    return bits(BinaryKind.BIT_AND, BinaryKind.AND, x, y);
  }

  /** Bitwise or of integers, logical or of booleans. */
  public static Tensor bitwiseOr(Tensor x, Tensor y) {
    return bits(BinaryKind.BIT_OR, BinaryKind.OR, x, y);
  }

  /** Bitwise exclusive or of integers, logical of booleans. */
  public static Tensor bitwiseXor(Tensor x, Tensor y) {
    boolean booleans = x.dtype() == DataType.BOOLEAN && y.dtype() == DataType.BOOLEAN;
    return booleans ? Logic.logicalXor(x, y) : Ops.binary(BinaryKind.BIT_XOR, x, y);
  }

  /** Each bit of integers turned over, logical not of booleans. */
  public static Tensor bitwiseNot(Tensor x) {
    if (x.dtype() == DataType.BOOLEAN) {
      return Ops.logicalNot(x);
    }
    Tensor ones = x.scalar(x.dtype() == DataType.UINT8 ? 255 : -1);
    return Ops.binary(BinaryKind.BIT_XOR, x, ones);
  }

  /** {@link #bitwiseNot}. */
  public static Tensor bitwiseInvert(Tensor x) {
    return bitwiseNot(x);
  }

  /** {@code x << y}. */
  public static Tensor leftShift(Tensor x, Tensor y) {
    return Ops.binary(BinaryKind.SHIFT_LEFT, x, y);
  }

  /** {@code x >> y}, keeping the sign. */
  public static Tensor rightShift(Tensor x, Tensor y) {
    return Ops.binary(BinaryKind.SHIFT_RIGHT, x, y);
  }

  /** {@link #leftShift}. */
  public static Tensor bitwiseLeftShift(Tensor x, Tensor y) {
    return leftShift(x, y);
  }

  /** {@link #rightShift}. */
  public static Tensor bitwiseRightShift(Tensor x, Tensor y) {
    return rightShift(x, y);
  }

  private static Tensor number(Tensor x) {
    return x.dtype() == DataType.BOOLEAN ? Ops.cast(x, DataType.INT32) : x;
  }

  /** The quotient rounded down; floats stay floats, integers integers. */
  public static Tensor floorDivide(Tensor x, Tensor y) {
    Tensor a = number(x);
    Tensor b = number(y);
    if (DTypes.promote(a.dtype(), b.dtype()).isFloating()) {
      return Ops.floor(Ops.divide(a, b));
    }
    Tensor quotient = Ops.binary(BinaryKind.DIV, a, b);
    Tensor rest = Ops.notEqual(Ops.multiply(quotient, b), a);
    Tensor apart = Ops.notEqual(Ops.less(a, 0), Ops.less(b, 0));
    return Ops.where(Ops.logicalAnd(rest, apart), Ops.subtract(quotient, 1), quotient);
  }

  /** The rest of {@link #floorDivide}: it has the sign of y. */
  public static Tensor mod(Tensor x, Tensor y) {
    return Ops.subtract(number(x), Ops.multiply(floorDivide(x, y), number(y)));
  }

  /** The rest of the division rounded towards zero: it has the sign of x. */
  public static Tensor fmod(Tensor x, Tensor y) {
    Tensor a = number(x);
    Tensor b = number(y);
    boolean floating = DTypes.promote(a.dtype(), b.dtype()).isFloating();
    Tensor quotient = floating ? trunc(Ops.divide(a, b)) : Ops.binary(BinaryKind.DIV, a, b);
    return Ops.subtract(a, Ops.multiply(quotient, b));
  }

  /** Quotient rounded down, and rest. */
  public static List<Tensor> divmod(Tensor x, Tensor y) {
    return List.of(floorDivide(x, y), mod(x, y));
  }

  /** Rounded to so many decimals (before the point, if negative), halves to even. */
  public static Tensor round(Tensor x, int decimals) {
    double unit = Math.pow(10, Math.abs(decimals));
    Tensor f = Ops.floating(x);
    Tensor rounded =
        decimals < 0
            ? Ops.multiply(Ops.round(Ops.divide(f, unit)), unit)
            : Ops.divide(Ops.round(Ops.multiply(f, unit)), unit);
    return x.dtype().isFloating() ? rounded : Ops.cast(rounded, x.dtype());
  }

  /** Rounded towards zero; integers stay as they are. */
  public static Tensor trunc(Tensor x) {
    return x.dtype().isFloating() ? Ops.where(Ops.less(x, 0), Ops.ceil(x), Ops.floor(x)) : x;
  }

  /** The greatest common divisor, not negative, by Euclid's algorithm. */
  public static Tensor gcd(Tensor x, Tensor y) {
    List<Tensor> both = Joining.broadcast(Ops.abs(number(x)), Ops.abs(number(y)));
    // Fibonacci numbers take longest, and no more than these fit.
    int steps = both.get(0).dtype() == DataType.INT64 ? 92 : 47;
    return Core.foriLoop(
            0,
            steps,
            both,
            (scope, i, pair) -> {
              Tensor a = pair.get(0);
              Tensor b = pair.get(1);
              Tensor done = Ops.equal(b, 0);
              Tensor divisor = Ops.where(done, 1, b);
              Tensor quotient = Ops.binary(BinaryKind.DIV, a, divisor);
              Tensor rest = Ops.subtract(a, Ops.multiply(quotient, divisor));
              return List.of(Ops.where(done, a, b), Ops.where(done, b, rest));
            })
        .get(0);
  }

  /** The least common multiple, not negative; 0 with 0. */
  public static Tensor lcm(Tensor x, Tensor y) {
    Tensor divisor = gcd(x, y);
    Tensor a = Ops.abs(number(x));
    Tensor part = Ops.binary(BinaryKind.DIV, a, Ops.where(Ops.equal(divisor, 0), 1, divisor));
    return Ops.multiply(part, Ops.abs(number(y)));
  }
}
