package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;

/**
 * How far a result may be from the reference: {@code |a - b| <= absolute + relative * |b|}.
 *
 * @param relative the share of the expected magnitude
 * @param absolute what is allowed near zero
 */
public record Tolerance(double relative, double absolute) {
  /** No difference at all. */
  public static final Tolerance EXACT = new Tolerance(0, 0);

  /**
   * What rounding to an element type explains for a result made of sums of so many terms around 1.
   */
  public static Tolerance of(DataType dtype, double terms) {
    double growth = Math.max(1, Math.sqrt(terms));
    return switch (dtype) {
      case FLOAT64 -> new Tolerance(1e-12, 1e-12 * growth);
      case FLOAT32 -> new Tolerance(1e-5, 1e-6 * growth);
      case FLOAT16 -> new Tolerance(5e-3, 5e-3 * growth);
      case BFLOAT16 -> new Tolerance(3e-2, 3e-2 * growth);
      default -> EXACT;
    };
  }

  /** Whether two numbers agree; NaN agrees with NaN, an infinity with itself. */
  public boolean accepts(double actual, double expected) {
    if (Double.isNaN(expected) || Double.isInfinite(expected) || Double.isNaN(actual)) {
      return Double.compare(actual, expected) == 0;
    }
    return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
  }
}
