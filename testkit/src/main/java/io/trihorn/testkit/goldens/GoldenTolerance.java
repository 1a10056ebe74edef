package io.trihorn.testkit.goldens;

/**
 * How far a result may be from Keras's: {@code |a - b| <= absolute + relative * |b|}. Integers and
 * booleans must be equal.
 *
 * @param relative the share of the expected magnitude
 * @param absolute what is allowed near zero
 */
public record GoldenTolerance(double relative, double absolute) {
  /** Outputs of layers, losses, metrics, activations and other functions; optimizer variables. */
  public static final GoldenTolerance VALUE = new GoldenTolerance(1e-4, 1e-5);

  /** Gradients, and what training logs. */
  public static final GoldenTolerance GRADIENT = new GoldenTolerance(1e-3, 1e-4);

  /** Weights and predictions after training. */
  public static final GoldenTolerance TRAINED = new GoldenTolerance(5e-3, 5e-4);

  /** How many times the allowed difference two numbers are apart; at most 1 is right. */
  double excess(double actual, double expected) {
    if (Double.compare(actual, expected) == 0 || actual == expected) {
      return 0;
    }
    double difference = Math.abs(actual - expected);
    return Double.isFinite(difference)
        ? difference / (absolute + relative * Math.abs(expected))
        : Double.POSITIVE_INFINITY;
  }
}
