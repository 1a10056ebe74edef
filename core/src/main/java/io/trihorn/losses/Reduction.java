package io.trihorn.losses;

import io.trihorn.config.ConfigException;
import java.util.Locale;

/** How the losses of samples become one number. */
public enum Reduction {
  /** They do not. */
  NONE,
  /** The sum. */
  SUM,
  /** The sum divided by the number of samples, weighted or not. */
  SUM_OVER_BATCH_SIZE,
  /** The mean of the weighted losses, which is the same. */
  MEAN,
  /** The weighted sum divided by the sum of the weights. */
  MEAN_WITH_SAMPLE_WEIGHT;

  /** The reduction of Keras's name; null is none. */
  public static Reduction parse(String name) {
    if (name == null) {
      return NONE;
    }
    for (Reduction r : values()) {
      if (r.keras().equals(name)) {
        return r;
      }
    }
    throw new ConfigException(
        "unknown reduction '"
            + name
            + "'; known are sum_over_batch_size, sum, mean, mean_with_sample_weight, none");
  }

  /** Keras's name. */
  public String keras() {
    return name().toLowerCase(Locale.ROOT);
  }
}
