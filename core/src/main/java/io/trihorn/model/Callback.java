package io.trihorn.model;

import ai.djl.ndarray.NDList;
import io.trihorn.graph.TensorData;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something that happens during {@code fit}, {@code evaluate} or {@code predict}. All methods do
 * nothing by default and are called on the thread that called the model. Logs are one map for all
 * callbacks of an event, in their order: what one puts in, those after it see.
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

  /** Before a step, counted from 0 in each epoch; before the first of several run as one. */
  default void onTrainBatchBegin(TrainingRun run, long step) {}

  /**
   * After a step; after the last of several run as one.
   *
   * @param step as in Keras, the one that would be last of several also where the epoch ended
   *     before
   * @param logs fetches the means of the epoch so far from the device; ask only when needed
   */
  default void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {}

  /** Before an evaluation, that of an epoch among them. */
  default void onTestBegin(TrainingRun run) {}

  /** After an evaluation. */
  default void onTestEnd(TrainingRun run, Map<String, Double> logs) {}

  /** Before a step of an evaluation. */
  default void onTestBatchBegin(TrainingRun run, long step) {}

  /**
   * After a step of an evaluation.
   *
   * @param logs fetches the means so far from the device; ask only when needed
   */
  default void onTestBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {}

  /** Before a prediction. */
  default void onPredictBegin(TrainingRun run) {}

  /** After a prediction. */
  default void onPredictEnd(TrainingRun run) {}

  /** Before a batch is predicted. */
  default void onPredictBatchBegin(TrainingRun run, long step) {}

  /**
   * After a batch is predicted.
   *
   * @param outputs gives copies of the outputs {@code (batch, ...)}
   */
  default void onPredictBatchEnd(TrainingRun run, long step, Supplier<NDList> outputs) {}

  /**
   * Whether this callback deals with a loss that is not a number. Where none does, {@code fit} ends
   * with an exception; by default it does not.
   */
  default boolean handlesNaN() {
    return false;
  }

  /**
   * Whether it wants its events for each step of training also where several of them run faster as
   * one program, and nobody said how many ({@link Compilation#stepsPerExecution}); by default it
   * does if it has a method for steps of training.
   */
  default boolean needsEachStep() {
    return CallbackList.takesSteps(getClass());
  }

  /** What has to be kept for a training to go on elsewhere as if it had not stopped. */
  default Map<String, TensorData> state() {
    return Map.of();
  }

  /** Takes up what {@link #state} gave, after {@link #onTrainBegin}. */
  default void restore(Map<String, TensorData> state) {}
}
