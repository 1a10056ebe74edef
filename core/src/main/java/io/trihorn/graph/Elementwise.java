package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import java.util.Locale;

/** Ops that work element by element. */
public sealed interface Elementwise extends Op {

  /** The functions of one argument. */
  enum UnaryKind {
    /** {@code -x}. */
    NEG,
    /** {@code |x|}. */
    ABS,
    /** -1, 0 or 1; NaN stays NaN. */
    SIGN,
    /** {@code e^x}. */
    EXP,
    /** {@code e^x - 1}, accurate near 0. */
    EXPM1,
    /** Natural logarithm; -inf at 0, NaN below. */
    LOG,
    /** {@code log(1 + x)}, accurate near 0. */
    LOG1P,
    /** Square root; NaN below 0. */
    SQRT,
    /** Sine of an angle in radians. */
    SIN,
    /** Cosine of an angle in radians. */
    COS,
    /** Arc tangent, in radians. */
    ATAN,
    /** Hyperbolic tangent. */
    TANH,
    /** {@code 1 / (1 + e^-x)}, without overflow. */
    SIGMOID,
    /** The error function. */
    ERF,
    /** Largest integer not above {@code x}. */
    FLOOR,
    /** Smallest integer not below {@code x}. */
    CEIL,
    /** Nearest integer, halves to even. */
    ROUND,
    /** Logical not; boolean to boolean. */
    NOT,
    /** Whether a floating value is NaN; gives booleans. */
    IS_NAN
  }

  /** The functions of two arguments. */
  enum BinaryKind {
    /** {@code x + y}; integers wrap. */
    ADD,
    /** {@code x - y}; integers wrap. */
    SUB,
    /** {@code x * y}; integers wrap. */
    MUL,
    /** {@code x / y}; integers truncate towards zero, and a zero integer divisor is undefined. */
    DIV,
    /** {@code x^y}, floating only; NaN for a negative base with a fractional exponent. */
    POW,
    /** The larger; NaN if either is NaN. */
    MAX,
    /** The smaller; NaN if either is NaN. */
    MIN,
    /** {@code x == y}; gives booleans. */
    EQUAL,
    /** {@code x < y}; gives booleans, false with NaN. */
    LESS,
    /** {@code x <= y}; gives booleans, false with NaN. */
    LESS_EQUAL,
    /** Logical and of booleans. */
    AND,
    /** Logical or of booleans. */
    OR,
    /** Bitwise and of integers. */
    BIT_AND,
    /** Bitwise or of integers. */
    BIT_OR,
    /** Bitwise exclusive or of integers. */
    BIT_XOR,
    /** {@code x << y} of integers; {@code 0 <= y <} the width. */
    SHIFT_LEFT,
    /** {@code x >> y} of integers, keeping the sign; {@code 0 <= y <} the width. */
    SHIFT_RIGHT;

    /** Whether the result is boolean whatever the operands are. */
    public boolean isPredicate() {
      return this == EQUAL || this == LESS || this == LESS_EQUAL || this == AND || this == OR;
    }
  }

  /**
   * A function of one argument.
   *
   * @param kind which
   */
  record Unary(UnaryKind kind) implements Elementwise {
    @Override
    public String label() {
      return kind.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A function of two arguments of one element type, broadcast against each other as NumPy does.
   *
   * @param kind which
   */
  record Binary(BinaryKind kind) implements Elementwise {
    @Override
    public String label() {
      return kind.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * {@code where(condition, x, y)}: {@code x} where the boolean condition holds, else {@code y};
   * the three broadcast against each other, {@code x} and {@code y} have one element type. What is
   * not chosen does not matter, NaN included.
   */
  record Where() implements Elementwise {}

  /**
   * Conversion to another element type. Floating to integer truncates towards zero (undefined out
   * of range and for NaN), integer to integer keeps the low bits, anything to boolean is {@code x
   * != 0}, boolean to number is 0 or 1.
   *
   * @param dtype the new element type
   */
  record Cast(DataType dtype) implements Elementwise {}
}
