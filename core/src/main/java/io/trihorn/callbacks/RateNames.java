package io.trihorn.callbacks;

/** How messages speak of learning rates, as Keras's do. */
final class RateNames {
  private static final String LOG = "learning_rate";

  private RateNames() {}

  /**
   * {@code learning rate}, or {@code adam learning rate} for the log {@code learning_rate_adam}.
   */
  static String spoken(String log) {
    return log.equals(LOG) ? "learning rate" : log.substring(LOG.length() + 1) + " learning rate";
  }
}
