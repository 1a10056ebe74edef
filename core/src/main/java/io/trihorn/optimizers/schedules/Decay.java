package io.trihorn.optimizers.schedules;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;

/** What decays have in common: a name, an initial rate and a number of steps. */
abstract class Decay implements LearningRateSchedule {
  private String name;
  private final String stepsKey;
  private double initial = 0.001;
  private double steps = 1;

  Decay(String name, String stepsKey) {
    this.name = name;
    this.stepsKey = stepsKey;
  }

  @Override
  public void configure(Config config) {
    initial = config.number("initial_learning_rate", initial);
    steps = config.number(stepsKey, steps);
    name = config.text("name", name);
    if (!(steps > 0)) {
      throw new ConfigException(
          className() + ": '" + stepsKey + "' should be above 0, but is " + steps);
    }
  }

  /** The rate at step 0. */
  final double initial() {
    return initial;
  }

  /** The length of the decay. */
  final double steps() {
    return steps;
  }
}
