package io.trihorn.callbacks;

import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.util.Map;

/**
 * Sets the learning rate before each epoch, and adds it to the logs; that of each optimizer, where
 * a model has several.
 */
public final class LearningRateScheduler implements Callback {
  private final Schedule schedule;
  private int verbose;

  /** A learning rate that depends on the epoch and the one before. */
  @FunctionalInterface
  public interface Schedule {
    /**
     * The learning rate.
     *
     * @param epoch counted from 0
     * @param rate the one in force
     */
    double rate(int epoch, double rate);
  }

  /** Sets what a schedule gives. */
  public LearningRateScheduler(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Whether it is printed: 1, or 0 as by default. */
  public LearningRateScheduler verbose(int level) {
    verbose = level;
    return this;
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    run.model()
        .learningRates()
        .forEach(
            (name, old) ->
                Rates.set(
                    run,
                    epoch,
                    name,
                    schedule.rate(epoch, old),
                    "LearningRateScheduler setting",
                    verbose));
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    logs.putAll(run.model().learningRates());
  }
}
