package io.trihorn.studio.record;

import io.trihorn.callbacks.BackupAndRestore;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps what a run needs to be taken up again after it was stopped or its process died: of the step
 * after which it was stopped, and now and then before. The last of the callbacks.
 */
public final class RunBackup implements Callback {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Supplier<Path> folder;
  private BackupAndRestore backup;

  /**
   * Backups in a folder.
   *
   * @param folder asked for when training begins
   */
  public RunBackup(Supplier<Path> folder) {
    this.folder = folder;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    backup = new BackupAndRestore(folder.get()).saveFreq(1).interval(INTERVAL).resumeStopped(true);
    backup.onTrainBegin(run);
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    backup.onTrainBatchEnd(run, step, logs);
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    backup.onEpochEnd(run, epoch, logs);
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    backup.onTrainEnd(run, logs);
  }
}
