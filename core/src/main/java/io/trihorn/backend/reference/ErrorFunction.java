package io.trihorn.backend.reference;

/**
 * The error function to the precision of doubles: the series 7.1.6 and the continued fraction
 * 7.1.14 of Abramowitz and Stegun, Handbook of Mathematical Functions.
 */
final class ErrorFunction {
  private static final double SQRT_PI = Math.sqrt(Math.PI);

  /** From here on 1 - erf(x) is below half the spacing of doubles at 1. */
  private static final double ONE_FROM = 6;

  private ErrorFunction() {}

  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x) || x == 0) {
      return x;
    }
    double value =
        magnitude >= ONE_FROM ? 1 : magnitude < 2 ? series(magnitude) : 1 - complement(magnitude);
    return Math.copySign(value, x);
  }

  /** {@code 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / (3 * 5) + ...)}; no term is negative. */
  private static double series(double x) {
    double term = x;
    double sum = 0;
    for (int n = 1; sum + term != sum; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 1);
    }
    return 2 / SQRT_PI * gauss(x) * sum;
  }

  /** {@code e^(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...))))}. */
  private static double complement(double x) {
    double denominator = x;
    for (int k = 60; k >= 1; k--) {
      denominator = x + k / 2.0 / denominator;
    }
    return gauss(x) / SQRT_PI / denominator;
  }

  /** {@code e^(-x^2)}, making good the rounding of the square. */
  private static double gauss(double x) {
    double square = x * x;
    double lost = Math.fma(x, x, -square);
    return Math.exp(-square) * (1 - lost);
  }
}
