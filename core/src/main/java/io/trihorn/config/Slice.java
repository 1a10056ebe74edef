package io.trihorn.config;

/**
 * Python's {@code start:stop:step} among the arguments of an operation.
 *
 * @param start a whole number, a tensor, or null
 * @param stop the same
 * @param step the same
 */
public record Slice(Object start, Object stop, Object step) {
  /** All of an axis, {@code :}. */
  public static final Slice ALL = new Slice(null, null, null);

  /** {@code start:stop}; null is the first, or one past the last. */
  public static Slice of(Long start, Long stop) {
    return new Slice(start, stop, null);
  }
}
