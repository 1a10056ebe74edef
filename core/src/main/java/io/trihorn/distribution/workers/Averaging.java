package io.trihorn.distribution.workers;

import java.io.Serializable;

/**
 * What workers exchange, and when.
 *
 * @param steps how many steps each makes alone before weights, moving averages and the optimizer's
 *     variables are averaged; 0 where the gradients of each step are
 * @param oneBit whether of gradients one bit an element is sent ({@link
 *     io.trihorn.backend.exchange.OneBit})
 */
public record Averaging(int steps, boolean oneBit) implements Serializable {
  /** The mean of the gradients in each step: all make the step of the whole batch. */
  public static final Averaging GRADIENTS = new Averaging(0, false);

  /**
   * Checks that they go together.
   *
   * @throws IllegalArgumentException if steps are negative, or states were to be sent as bits
   */
  public Averaging {
    if (steps < 0) {
      throw new IllegalArgumentException(
          "averaging: expected steps of 0 or more, but got " + steps);
    }
    if (oneBit && steps > 0) {
      throw new IllegalArgumentException(
          "averaging: one bit an element is for gradients (steps of 0), but states are averaged every %d steps"
              .formatted(steps));
    }
  }

  /** Whether it is the gradients of each step. */
  boolean ofGradients() {
    return steps == 0;
  }
}
