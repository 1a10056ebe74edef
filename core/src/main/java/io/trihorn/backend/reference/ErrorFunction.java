package io.trihorn.backend.reference;

/**
 * The error function to within a few units in the last place: the series 7.1.5 and the continued
 * fraction 7.1.14 of Abramowitz and Stegun, Handbook of Mathematical Functions.
 */
final class ErrorFunction {
  private static final double SQRT_PI = Math.sqrt(Math.PI);
  private static final double[] SERIES = new double[26];

  /** From here on 1 - erf(x) is below half the spacing of doubles at 1. */
  private static final double ONE_FROM = 6;

  static {
    double factorial = 1;
    for (int n = 0; n < SERIES.length; n++) {
      factorial *= Math.max(n, 1);
      SERIES[n] = 1 / (factorial * (2 * n + 1));
    }
  }

  private ErrorFunction() {}

  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x) || magnitude < 1) {
      return series(x);
    }
    return Math.copySign(magnitude >= ONE_FROM ? 1 : 1 - complement(magnitude), x);
  }

  /** {@code 2 / sqrt(pi) (x - x^3 / (1! 3) + x^5 / (2! 5) - ...)}, for magnitudes below 1. */
  private static double series(double x) {
    double square = x * x;
    double sum = 0;
    for (int n = SERIES.length - 1; n >= 0; n--) {
      sum = SERIES[n] - square * sum;
    }
    return 2 / SQRT_PI * x * sum;
  }

  /** {@code e^(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...))))}. */
  private static double complement(double x) {
    // As many terms as the error e^(-2 x sqrt(2 n)) asks for.
    int terms = (int) (20 + 180 / (x * x));
    double denominator = x;
    for (int k = terms; k >= 1; k--) {
      denominator = x + k / 2.0 / denominator;
    }
    // Makes good the rounding of the square, which the exponential would enlarge.
    double square = x * x;
    double lost = Math.fma(x, x, -square);
    return Math.exp(-square) * (1 - lost) / SQRT_PI / denominator;
  }
}
