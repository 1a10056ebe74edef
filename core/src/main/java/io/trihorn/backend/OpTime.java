package io.trihorn.backend;

/**
 * One op that an engine ran.
 *
 * @param layer the path of the layer it is part of; empty where it belongs to none
 * @param op what the engine calls it
 * @param start when it began, in nanoseconds since 1970; within a program as exact as the engine's
 *     clock
 * @param nanos how long it took, without other ops that are told of and ran in it
 * @param bytes the size of the tensors that it made
 */
public record OpTime(String layer, String op, long start, long nanos, long bytes) {
  /** From the clock of this process's intervals to that of the day. */
  private static final long SINCE_1970 = System.currentTimeMillis() * 1_000_000 - System.nanoTime();

  /**
   * An op that ends now.
   *
   * @param start when it began, by {@link System#nanoTime}
   */
  public static OpTime endingNow(String layer, String op, long start, long bytes) {
    return new OpTime(layer, op, SINCE_1970 + start, System.nanoTime() - start, bytes);
  }

  /** The present, in nanoseconds since 1970, on the clock of {@link #endingNow}. */
  public static long now() {
    return SINCE_1970 + System.nanoTime();
  }
}
