package io.trihorn.quantizers;

import io.trihorn.config.ConfigException;

/**
 * Integers from one to another.
 *
 * @param low the least
 * @param high the greatest
 */
public record ValueRange(int low, int high) {
  /** The default for 8 bits: as far below zero as above. */
  public static final ValueRange INT8 = new ValueRange(-127, 127);

  /** The default for 4 bits. */
  public static final ValueRange INT4 = new ValueRange(-8, 7);

  /** A range with more than one number. */
  public ValueRange {
    if (low >= high) {
      throw new ConfigException("a range of integers should go up, but is " + low + " to " + high);
    }
  }

  /** The steps from one end to the other. */
  public int steps() {
    return high - low;
  }

  @Override
  public String toString() {
    return low + " to " + high;
  }
}
