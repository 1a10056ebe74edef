package io.trihorn.data;

import ai.djl.ndarray.types.DataType;

/**
 * How sequences are brought to one length by {@link Sequences#padSequences}.
 *
 * @param maxlen the length of all; null for that of the longest
 * @param dtype the type of the result
 * @param padding where values are added, {@code "pre"} or {@code "post"}
 * @param truncating where what is too much is cut off, {@code "pre"} or {@code "post"}
 * @param value what is added
 */
public record PadOptions(
    Integer maxlen, DataType dtype, String padding, String truncating, double value) {
  /**
   * Keras's defaults: int32, as long as the longest, zeros added and steps cut off at the begin.
   */
  public PadOptions() {
    this(null, DataType.INT32, "pre", "pre", 0);
  }

  /**
   * Checks the sides and the length.
   *
   * @throws IllegalArgumentException if a side is neither, or the length is negative
   */
  public PadOptions {
    requireSide("padding", padding);
    requireSide("truncating", truncating);
    if (maxlen != null && maxlen < 0) {
      throw new IllegalArgumentException("maxlen: expected 0 or more, but got " + maxlen);
    }
  }

  private static void requireSide(String what, String side) {
    if (!side.equals("pre") && !side.equals("post")) {
      throw new IllegalArgumentException(
          what + ": expected \"pre\" or \"post\", but got \"" + side + "\"");
    }
  }

  /** Sequences of this length. */
  public PadOptions maxlen(int length) {
    return new PadOptions(length, dtype, padding, truncating, value);
  }

  /** A result of this type. */
  public PadOptions dtype(DataType type) {
    return new PadOptions(maxlen, type, padding, truncating, value);
  }

  /** Values are added at this side, {@code "pre"} or {@code "post"}. */
  public PadOptions padding(String side) {
    return new PadOptions(maxlen, dtype, side, truncating, value);
  }

  /** What is too much is cut off at this side, {@code "pre"} or {@code "post"}. */
  public PadOptions truncating(String side) {
    return new PadOptions(maxlen, dtype, padding, side, value);
  }

  /** This is added. */
  public PadOptions value(double number) {
    return new PadOptions(maxlen, dtype, padding, truncating, number);
  }
}
