package io.trihorn.callbacks;

import ai.djl.ndarray.NDList;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Actions for single events: {@code lambdaCallback().onEpochEnd((epoch, logs) -> ...)}. Events
 * without an action cost nothing.
 */
public final class LambdaCallback implements Callback {
  private Logged trainEnd = (logs) -> {};
  private Logged testEnd = (logs) -> {};
  private Numbered epochEnd = (epoch, logs) -> {};
  private Begin epochBegin = epoch -> {};
  private Begin trainBatchBegin = step -> {};
  private Begin testBatchBegin = step -> {};
  private Begin predictBatchBegin = step -> {};
  private Batch trainBatchEnd = (step, logs) -> {};
  private Batch testBatchEnd = (step, logs) -> {};
  private Predicted predictBatchEnd = (step, outputs) -> {};
  private boolean takesSteps;
  private Runnable trainBegin = () -> {};
  private Runnable testBegin = () -> {};
  private Runnable predictBegin = () -> {};
  private Runnable predictEnd = () -> {};

  /** What is done with logs. */
  @FunctionalInterface
  public interface Logged {
    /** Takes the logs. */
    void accept(Map<String, Double> logs);
  }

  /** What is done at the end of an epoch. */
  @FunctionalInterface
  public interface Numbered {
    /** Takes the epoch, counted from 0, and its logs. */
    void accept(int epoch, Map<String, Double> logs);
  }

  /** What is done at the begin of an epoch or a step. */
  @FunctionalInterface
  public interface Begin {
    /** Takes the number, counted from 0. */
    void accept(long number);
  }

  /** What is done after a step. */
  @FunctionalInterface
  public interface Batch {
    /** Takes the step, counted from 0, and what fetches the logs so far. */
    void accept(long step, Supplier<Map<String, Double>> logs);
  }

  /** What is done after a batch is predicted. */
  @FunctionalInterface
  public interface Predicted {
    /** Takes the batch's number, counted from 0, and what copies its outputs. */
    void accept(long step, Supplier<NDList> outputs);
  }

  /** No actions. */
  public LambdaCallback() {}

  /** Before the first epoch. */
  public LambdaCallback onTrainBegin(Runnable action) {
    trainBegin = action;
    return this;
  }

  /** After the last epoch. */
  public LambdaCallback onTrainEnd(Logged action) {
    trainEnd = action;
    return this;
  }

  /** Before an epoch. */
  public LambdaCallback onEpochBegin(Begin action) {
    epochBegin = action;
    return this;
  }

  /** After an epoch. */
  public LambdaCallback onEpochEnd(Numbered action) {
    epochEnd = action;
    return this;
  }

  /** Before a step. */
  public LambdaCallback onTrainBatchBegin(Begin action) {
    trainBatchBegin = action;
    takesSteps = true;
    return this;
  }

  /** After a step. */
  public LambdaCallback onTrainBatchEnd(Batch action) {
    trainBatchEnd = action;
    takesSteps = true;
    return this;
  }

  /** Before an evaluation. */
  public LambdaCallback onTestBegin(Runnable action) {
    testBegin = action;
    return this;
  }

  /** After an evaluation. */
  public LambdaCallback onTestEnd(Logged action) {
    testEnd = action;
    return this;
  }

  /** Before a step of an evaluation. */
  public LambdaCallback onTestBatchBegin(Begin action) {
    testBatchBegin = action;
    return this;
  }

  /** After a step of an evaluation. */
  public LambdaCallback onTestBatchEnd(Batch action) {
    testBatchEnd = action;
    return this;
  }

  /** Before a prediction. */
  public LambdaCallback onPredictBegin(Runnable action) {
    predictBegin = action;
    return this;
  }

  /** After a prediction. */
  public LambdaCallback onPredictEnd(Runnable action) {
    predictEnd = action;
    return this;
  }

  /** Before a batch is predicted. */
  public LambdaCallback onPredictBatchBegin(Begin action) {
    predictBatchBegin = action;
    return this;
  }

  /** After a batch is predicted. */
  public LambdaCallback onPredictBatchEnd(Predicted action) {
    predictBatchEnd = action;
    return this;
  }

  @Override
  public boolean needsEachStep() {
    return takesSteps;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    trainBegin.run();
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    trainEnd.accept(logs);
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    epochBegin.accept(epoch);
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    epochEnd.accept(epoch, logs);
  }

  @Override
  public void onTrainBatchBegin(TrainingRun run, long step) {
    trainBatchBegin.accept(step);
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    trainBatchEnd.accept(step, logs);
  }

  @Override
  public void onTestBegin(TrainingRun run) {
    testBegin.run();
  }

  @Override
  public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
    testEnd.accept(logs);
  }

  @Override
  public void onTestBatchBegin(TrainingRun run, long step) {
    testBatchBegin.accept(step);
  }

  @Override
  public void onTestBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    testBatchEnd.accept(step, logs);
  }

  @Override
  public void onPredictBegin(TrainingRun run) {
    predictBegin.run();
  }

  @Override
  public void onPredictEnd(TrainingRun run) {
    predictEnd.run();
  }

  @Override
  public void onPredictBatchBegin(TrainingRun run, long step) {
    predictBatchBegin.accept(step);
  }

  @Override
  public void onPredictBatchEnd(TrainingRun run, long step, Supplier<NDList> outputs) {
    predictBatchEnd.accept(step, outputs);
  }
}
