package io.trihorn.quantizers;

import java.util.Arrays;

/**
 * Scale and zero point of some inputs, for each output: numbers from the least to the greatest
 * become integers from 0 to {@code 2^bits - 1}. Where a zero point would not fit into a byte, the
 * numbers go as far as 0.
 */
final class ZeroPointScale {
  private static final int MOST = 255;

  private final int top;
  private final float[] scale;
  private final int[] zero;

  /**
   * From the numbers themselves.
   *
   * @param rows of outputs, one for each input
   * @param bits of the integers
   * @param symmetric whether the range is as far to both sides where there are negative numbers
   * @param perChannel whether each output has its own, else all have the same
   */
  ZeroPointScale(double[][] rows, int bits, boolean symmetric, boolean perChannel) {
    int outputs = rows[0].length;
    top = (1 << bits) - 1;
    scale = new float[outputs];
    zero = new int[outputs];
    double[] low = new double[outputs];
    double[] high = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      low[o] = Double.POSITIVE_INFINITY;
      high[o] = Double.NEGATIVE_INFINITY;
      for (double[] row : rows) {
        low[o] = Math.min(low[o], row[o]);
        high[o] = Math.max(high[o], row[o]);
      }
    }
    if (!perChannel) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int o = 0; o < outputs; o++) {
        least = Math.min(least, low[o]);
        greatest = Math.max(greatest, high[o]);
      }
      Arrays.fill(low, least);
      Arrays.fill(high, greatest);
    }
    for (int o = 0; o < outputs; o++) {
      set(o, (float) low[o], (float) high[o], symmetric);
    }
  }

  /** In float32, so that what lies on a half is rounded as in Keras. */
  private void set(int output, float least, float greatest, boolean symmetric) {
    float low = least;
    float high = greatest;
    if (symmetric) {
      high = Math.max(Math.abs(low), high);
      low = low < 0 ? -high : low;
    }
    if (low == high) {
      low--;
      high++;
    }
    float step = (high - low) / top;
    double point = symmetric ? (top + 1) / 2 : Math.rint(-low / step);
    if (point < 0 || point > MOST) {
      // All numbers have one sign, and 0 is further away than a byte tells.
      low = Math.min(low, 0);
      high = Math.max(high, 0);
      step = (high - low) / top;
      point = Math.rint(-low / step);
    }
    scale[output] = step;
    zero[output] = (int) point;
  }

  float scale(int output) {
    return scale[output];
  }

  int zero(int output) {
    return zero[output];
  }

  /** The integer of a number. */
  int integer(double value, int output) {
    double exact = Math.rint((float) value / scale[output] + zero[output]);
    return (int) Math.max(0, Math.min(top, exact));
  }

  /** The number of an integer. */
  double value(int integer, int output) {
    return (double) scale[output] * (integer - zero[output]);
  }
}
