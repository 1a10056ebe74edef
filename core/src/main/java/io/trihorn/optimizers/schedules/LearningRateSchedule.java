package io.trihorn.optimizers.schedules;

import io.trihorn.config.Configurable;
import io.trihorn.ops.Tensor;

/** A learning rate that depends on the number of steps already taken. */
public interface LearningRateSchedule extends Configurable {
  /**
   * The learning rate.
   *
   * @param step the number of steps before this one, a float32 scalar
   * @return a float32 scalar
   */
  Tensor rate(Tensor step);
}
