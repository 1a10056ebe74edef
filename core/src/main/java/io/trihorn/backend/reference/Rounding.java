package io.trihorn.backend.reference;

import ai.djl.ndarray.types.DataType;

/** Brings numbers to the precision of an element type. */
final class Rounding {
  private Rounding() {}

  /** Rounds to the nearest value of a floating type, ties to even. */
  static void round(double[] values, DataType dtype) {
    switch (dtype) {
      case FLOAT32 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) values[i];
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = narrow(values[i], 10, 15);
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = narrow(values[i], 7, 127);
        }
      }
      default -> {
        // float64 is what they are.
      }
    }
  }

  /** The nearest number of a binary format with this many fraction bits and largest exponent. */
  static double narrow(double value, int fractionBits, int maxExponent) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    // The spacing of the format's numbers around the value; constant below the smallest normal.
    int exponent = Math.max(Math.getExponent(value), 1 - maxExponent) - fractionBits;
    double rounded = Math.scalb(Math.rint(Math.scalb(value, -exponent)), exponent);
    return Math.getExponent(rounded) > maxExponent
        ? Math.copySign(Double.POSITIVE_INFINITY, value)
        : rounded;
  }

  /** Keeps the low bits that an integer type has. */
  static void wrap(long[] values, DataType dtype) {
    if (dtype != DataType.INT64 && dtype != DataType.BOOLEAN) {
      for (int i = 0; i < values.length; i++) {
        values[i] = wrap(values[i], dtype);
      }
    }
  }

  private static long wrap(long value, DataType dtype) {
    return switch (dtype) {
      case INT32 -> (int) value;
      case INT8 -> (byte) value;
      case UINT8 -> value & 0xff;
      default -> throw new IllegalArgumentException("no integer type " + dtype);
    };
  }
}
