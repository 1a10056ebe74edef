package io.trihorn.backend.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Exponentials of float32 by loops that become vector instructions: {@code e^x = 2^n e^r} where
 * {@code n} is the nearest integer to {@code x / ln 2} and a minimax polynomial gives {@code e^r}.
 * Within two units in the last place; results below 2^-125 are 0.
 */
final class Exponential {
  private static final float LOG2_E = 1.44269504f;

  // ln 2 in two parts, so that n times the first is exact.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  // Adding it leaves the nearest integer in the low bits.
  private static final float ROUNDER = 12582912f;
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  // Beyond these the result is infinite or 0.
  private static final float LOWEST = -104;
  private static final float HIGHEST = 89;

  private final float[] values;
  private final float[] rounded;
  private final int[] bits;
  private final FloatBuffer asFloats;
  private final IntBuffer asInts;

  /** For at most so many at a time. */
  Exponential(int size) {
    values = new float[size];
    rounded = new float[size];
    bits = new int[size];
    // Copied through to see floats as their bits and back: that is a vector instruction, and the
    // conversion of single elements is not.
    ByteBuffer through = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
    asFloats = through.asFloatBuffer();
    asInts = through.asIntBuffer();
  }

  /** The arguments, and after {@link #apply} the results. */
  float[] values() {
    return values;
  }

  /** Replaces the first arguments by their exponentials. */
  void apply(int n) {
    for (int i = 0; i < n; i++) {
      float x = Math.max(Math.min(values[i], HIGHEST), LOWEST);
      float t = x * LOG2_E + ROUNDER;
      float k = t - ROUNDER;
      float r = x - k * LN2_HIGH - k * LN2_LOW;
      float p = 1.9875691500e-4f;
      p = p * r + 1.3981999507e-3f;
      p = p * r + 8.3334519073e-3f;
      p = p * r + 4.1665795894e-2f;
      p = p * r + 1.6666665459e-1f;
      p = p * r + 5.0000001201e-1f;
      // Twice e^r, for a power of two that is half as large stays a number up to the end.
      values[i] = 2 * (p * r * r + r + 1);
      rounded[i] = t;
    }
    asFloats.put(0, rounded, 0, n);
    asInts.get(0, bits, 0, n);
    for (int i = 0; i < n; i++) {
      bits[i] = Math.max(bits[i] - ROUNDER_BITS + 126, 0) << 23;
    }
    asInts.put(0, bits, 0, n);
    asFloats.get(0, rounded, 0, n);
    for (int i = 0; i < n; i++) {
      values[i] *= rounded[i];
    }
  }
}
