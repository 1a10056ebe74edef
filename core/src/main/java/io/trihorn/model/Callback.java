package io.trihorn.model;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Something that happens during {@code fit}. All methods do nothing by default and are called on
 * the thread that called {@code fit}.
 */
public interface Callback {
  /** Before the first epoch. */
  default void onTrainBegin(TrainingRun run) {}

  /** After the last epoch, also when training was stopped. */
  default void onTrainEnd(TrainingRun run, Map<String, Double> logs) {}

  /** Before an epoch, counted from 0. */
  default void onEpochBegin(TrainingRun run, int epoch) {}

  /**
   * After an epoch and its validation; the logs have {@code loss}, metrics, and {@code val_} ones.
   */
  default void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {}

  /** Before a step, counted from 0 in each epoch. */
  default void onTrainBatchBegin(TrainingRun run, long step) {}

  /**
   * After a step.
   *
   * @param logs fetches the means of the epoch so far from the device; ask only when needed
   */
  default void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {}
}
