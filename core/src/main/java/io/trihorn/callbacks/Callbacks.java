package io.trihorn.callbacks;

import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;

/** A factory for each callback; attributes are set in a chain. */
public final class Callbacks {
  private Callbacks() {}

  /** Stops when {@code val_loss}, or what is set to be monitored, no longer gets better. */
  public static EarlyStopping earlyStopping() {
    return new EarlyStopping();
  }

  /**
   * Saves the model.
   *
   * @param filePath ends in {@code .keras}, {@code .h5} or {@code .weights.h5}; may have the epoch,
   *     the batch and logs in it, {@code "m-{epoch:02d}-{val_loss:.3f}.keras"}
   */
  public static ModelCheckpoint modelCheckpoint(String filePath) {
    return new ModelCheckpoint(filePath);
  }

  /**
   * Lowers the learning rate when {@code val_loss}, or what is monitored, no longer gets better.
   */
  public static ReduceLROnPlateau reduceLROnPlateau() {
    return new ReduceLROnPlateau();
  }

  /** Sets the learning rate of each epoch from the last one. */
  public static LearningRateScheduler learningRateScheduler(
      LearningRateScheduler.Schedule schedule) {
    return new LearningRateScheduler(schedule);
  }

  /** Sets the learning rate of each epoch, counted from 0. */
  public static LearningRateScheduler learningRateScheduler(DoubleUnaryOperator schedule) {
    return new LearningRateScheduler((epoch, rate) -> schedule.applyAsDouble(epoch));
  }

  /** Writes the logs of each epoch to a file. */
  public static CSVLogger csvLogger(Path file) {
    return new CSVLogger(file);
  }

  /** Writes event files for TensorBoard. */
  public static TensorBoard tensorBoard(Path logDir) {
    return new TensorBoard(logDir);
  }

  /** Stops when the loss is not finite. */
  public static TerminateOnNaN terminateOnNaN() {
    return new TerminateOnNaN();
  }

  /** Actions for single events. */
  public static LambdaCallback lambdaCallback() {
    return new LambdaCallback();
  }

  /** Lets a training that was interrupted go on where it was. */
  public static BackupAndRestore backupAndRestore(Path directory) {
    return new BackupAndRestore(directory);
  }

  /** Evaluates with the averages that the optimizer keeps of the weights. */
  public static SwapEMAWeights swapEMAWeights() {
    return new SwapEMAWeights();
  }

  /** Posts the logs of each epoch to a server at {@code http://localhost:9000}. */
  public static RemoteMonitor remoteMonitor() {
    return new RemoteMonitor();
  }
}
