package io.trihorn.callbacks;

import io.trihorn.model.TrainingRun;

/** Learning rates as callbacks set them. */
final class Rates {
  private static final String LOG = "learning_rate";

  private Rates() {}

  /**
   * Sets a learning rate, and says so as Keras does.
   *
   * @param log what it is called in logs
   * @param what the callback and what it does
   * @param verbose above 0 to say it
   */
  static void set(TrainingRun run, int epoch, String log, double rate, String what, int verbose) {
    run.model().setLearningRate(log, rate);
    if (verbose > 0) {
      run.out()
          .print(
              "\nEpoch "
                  + (epoch + 1)
                  + ": "
                  + what
                  + " "
                  + spoken(log)
                  + " to "
                  + PythonNumbers.text(rate)
                  + ".\n");
    }
  }

  /**
   * {@code learning rate}, or {@code adam learning rate} for the log {@code learning_rate_adam}.
   */
  private static String spoken(String log) {
    return log.equals(LOG) ? "learning rate" : log.substring(LOG.length() + 1) + " learning rate";
  }
}
