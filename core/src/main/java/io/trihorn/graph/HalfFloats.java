package io.trihorn.graph;

/**
 * IEEE 754 half precision and bfloat16, as bits in a short; rounding is to nearest, ties to even.
 */
final class HalfFloats {
  private HalfFloats() {}

  static double fromBfloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static short toBfloat(double value) {
    int bits = Float.floatToIntBits((float) value);
    if (Double.isNaN(value)) {
      return (short) 0x7fc0;
    }
    int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
    return (short) (rounded >>> 16);
  }

  static double fromHalf(short bits) {
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  static short toHalf(double value) {
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    if (Double.isNaN(value)) {
      return (short) 0x7e00;
    }
    if (magnitude >= 65520) {
      return (short) (sign | 0x7c00);
    }
    // The spacing of halves at this magnitude; below the smallest normal it is constant.
    int exponent = Math.max(Math.getExponent(magnitude), -14);
    long steps = (long) Math.rint(Math.scalb(magnitude, 10 - exponent));
    return (short) (sign | (int) (((long) (exponent + 14) << 10) + steps));
  }
}
