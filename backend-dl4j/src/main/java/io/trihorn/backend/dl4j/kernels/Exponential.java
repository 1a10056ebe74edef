package io.trihorn.backend.dl4j.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Exponentials of float32, and functions made of them, by loops that become vector instructions:
 * {@code e^x = 2^n e^r} where {@code n} is the nearest integer to {@code x / ln 2} and a minimax
 * polynomial gives {@code e^r}. Within two units in the last place; exponentials below 2^-125 are
 * 0. Results may be written over arguments.
 */
final class Exponential {
  private static final float LOG2_E = 1.44269504f;

  // ln 2 in two parts, so that n times the first is exact.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  // Adding it leaves the nearest integer in the low bits.
  private static final float ROUNDER = 12582912f;
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  // The bits of the exponent of 1/2.
  private static final int HALF = 126;

  // Beyond these the exponential is infinite or 0.
  private static final float LOWEST = -104;
  private static final float HIGHEST = 89;

  private final float[] rest;
  private final float[] rounded;
  private final int[] bits;
  private final FloatBuffer asFloats;
  private final IntBuffer asInts;

  /** For at most so many at a time. */
  Exponential(int size) {
    rest = new float[size];
    rounded = new float[size];
    bits = new int[size];
    // Copied through to see floats as their bits and back: that is a vector instruction, and the
    // conversion of single elements is not.
    ByteBuffer through = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
    asFloats = through.asFloatBuffer();
    asInts = through.asIntBuffer();
  }

  /** {@code z = e^x} for the first elements. */
  void exponential(float[] x, float[] z, int n) {
    divide(x, 1, LOWEST, HIGHEST, n);
    powers(n);
    for (int i = 0; i < n; i++) {
      // Twice e^r, for a power of two that is half as large stays a number up to the end.
      z[i] = 2 * (rest[i] + 1) * rounded[i];
    }
  }

  /** {@code z = 1 / (1 + e^-x)} for the first elements. */
  void logistic(float[] x, float[] z, int n) {
    divide(x, -1, LOWEST, HIGHEST, n);
    powers(n);
    for (int i = 0; i < n; i++) {
      z[i] = 1 / (1 + 2 * (rest[i] + 1) * rounded[i]);
    }
  }

  /** Of the arguments times a factor: {@code e^r - 1}, and {@code n} plus the rounder. */
  private void divide(float[] x, float factor, float lowest, float highest, int n) {
    for (int i = 0; i < n; i++) {
      float v = Math.max(Math.min(x[i] * factor, highest), lowest);
      float t = v * LOG2_E + ROUNDER;
      float k = t - ROUNDER;
      float r = v - k * LN2_HIGH - k * LN2_LOW;
      float p = 1.9875691500e-4f;
      p = p * r + 1.3981999507e-3f;
      p = p * r + 8.3334519073e-3f;
      p = p * r + 4.1665795894e-2f;
      p = p * r + 1.6666665459e-1f;
      p = p * r + 5.0000001201e-1f;
      rest[i] = p * r * r + r;
      rounded[i] = t;
    }
  }

  /** Replaces the rounded numbers by their powers of two, halved. */
  private void powers(int n) {
    asFloats.put(0, rounded, 0, n);
    asInts.get(0, bits, 0, n);
    for (int i = 0; i < n; i++) {
      bits[i] = Math.max(bits[i] - ROUNDER_BITS + HALF, 0) << 23;
    }
    asInts.put(0, bits, 0, n);
    asFloats.get(0, rounded, 0, n);
  }
}
