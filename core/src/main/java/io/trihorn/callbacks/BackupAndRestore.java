package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingPosition;
import io.trihorn.model.TrainingRun;
import io.trihorn.saving.Checkpoint;
import io.trihorn.saving.files.Folders;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps a backup of a training, from which the same program goes on when it is started again after
 * it was interrupted, as if it had not been: with the weights, the optimizer's state, the random
 * states, the metrics, the place in the data, and what other callbacks {@linkplain Callback#state
 * keep}. For that the data and the options of {@code fit} must be the same. Give it as the last of
 * the callbacks: what those after it make of an event is not in the backup of that event.
 *
 * <p>The backup is one file, {@code latest.weights.h5}, which is replaced at once or not at all;
 * {@code training_metadata.json} beside it tells Keras and people where the training is.
 */
public final class BackupAndRestore implements Callback {
  private static final String POSITION = "position";
  private static final String METRICS = "metrics";
  private static final int SHARE = 50;
  private final Path directory;
  private SaveFrequency frequency = new SaveFrequency();
  private boolean doubleCheckpoint;
  private boolean deleteCheckpoint = true;
  private boolean resumesStopped;
  private long interval;
  private long next;
  private boolean stopped;
  private int epoch;
  private long lastStep;

  /** Keeps a backup in a directory after each epoch. */
  public BackupAndRestore(Path directory) {
    this.directory = directory;
  }

  /** Keeps it after every so many steps instead of after each epoch. */
  public BackupAndRestore saveFreq(long steps) {
    frequency = SaveFrequency.steps("BackupAndRestore", steps);
    return this;
  }

  /** Whether the backup before the last is kept too, with the ending {@code .bkp}. */
  public BackupAndRestore doubleCheckpoint(boolean value) {
    doubleCheckpoint = value;
    return this;
  }

  /** Whether the directory is deleted when training has come to its end; by default it is. */
  public BackupAndRestore deleteCheckpoint(boolean value) {
    deleteCheckpoint = value;
    return this;
  }

  /**
   * Whether a training that is stopped before its end goes on when it is started again; by default
   * it stays stopped. Then there is a backup of the step after which it was stopped, whatever
   * {@link #saveFreq} says, which is not deleted.
   */
  public BackupAndRestore resumeStopped(boolean value) {
    resumesStopped = value;
    return this;
  }

  /**
   * How far backups are apart at least; by default nothing. Backups that take long are further
   * apart, so that they take no more than one part in fifty of the time.
   */
  public BackupAndRestore interval(Duration least) {
    interval = least.toNanos();
    return this;
  }

  private Path weights() {
    return directory.resolve("latest.weights.h5");
  }

  private Path metadata() {
    return directory.resolve("training_metadata.json");
  }

  private static Path previous(Path file) {
    return file.resolveSibling(file.getFileName() + ".bkp");
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    stopped = false;
    next = System.nanoTime() + interval;
    if (Files.exists(weights())) {
      restore(run, load(run));
    }
  }

  private Map<String, TensorData> load(TrainingRun run) {
    try {
      return Checkpoint.load(run.model(), weights());
    } catch (SavingException e) {
      if (!Files.exists(previous(weights()))) {
        throw e;
      }
      return Checkpoint.load(run.model(), previous(weights()));
    }
  }

  private void restore(TrainingRun run, Map<String, TensorData> kept) {
    if (!kept.containsKey(POSITION)) {
      // A backup of Keras's, which goes on at the begin of an epoch.
      run.resume(TrainingPosition.epoch(BackupMetadata.read(metadata()).epoch()), List.of());
      return;
    }
    TensorData place = kept.get(POSITION);
    TrainingPosition position =
        new TrainingPosition(
            (int) place.getLong(0), place.getLong(1), place.getLong(2), place.getLong(3));
    epoch = position.epoch();
    lastStep = Math.max(0, position.step() - 1);
    frequency.resume(place.getLong(4), position.step() - 1);
    List<TensorData> metrics = new KeptState(kept).list(METRICS);
    run.resume(position, metrics == null ? List.of() : metrics);
    if (place.size() > 5 && place.getLong(5) == 1) {
      run.stop();
    }
    for (int i = 0; i < run.callbacks().size(); i++) {
      Map<String, TensorData> state = new LinkedHashMap<>();
      String prefix = prefix(i);
      kept.forEach(
          (name, value) -> {
            if (name.startsWith(prefix)) {
              state.put(name.substring(prefix.length()), value);
            }
          });
      if (!state.isEmpty()) {
        run.callbacks().get(i).restore(state);
      }
    }
  }

  private static String prefix(int callback) {
    return "callback_" + callback + "_";
  }

  @Override
  public boolean needsEachStep() {
    return resumesStopped || !frequency.byEpochs();
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    lastStep = step;
    if (!stop(run) && frequency.isDue(step)) {
      saveInTime(run);
    }
  }

  /** Keeps where a training is stopped, once: what comes after belongs to no step. */
  private boolean stop(TrainingRun run) {
    if (!stopped && resumesStopped && run.isStopped()) {
      stopped = true;
      save(run);
    }
    return stopped;
  }

  private void saveInTime(TrainingRun run) {
    if (interval == 0) {
      save(run);
      return;
    }
    long begin = System.nanoTime();
    if (begin - next >= 0) {
      save(run);
      long end = System.nanoTime();
      next = end + Math.max(interval, (end - begin) * SHARE);
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int ended, Map<String, Double> logs) {
    epoch = ended + 1;
    lastStep = 0;
    if (!stop(run) && frequency.byEpochs()) {
      saveInTime(run);
    }
  }

  private void save(TrainingRun run) {
    TrainingPosition at = run.position();
    KeptState kept = new KeptState();
    kept.put(METRICS, run.model().metricValues());
    Map<String, TensorData> all = new LinkedHashMap<>(kept.all());
    all.put(
        POSITION,
        TensorData.of(
            new long[] {
              at.epoch(),
              at.step(),
              at.pass(),
              at.taken(),
              frequency.since(),
              run.isStopped() && !resumesStopped ? 1 : 0
            },
            6));
    for (int i = 0; i < run.callbacks().size(); i++) {
      String prefix = prefix(i);
      run.callbacks().get(i).state().forEach((name, value) -> all.put(prefix + name, value));
    }
    try {
      Files.createDirectories(directory);
      if (doubleCheckpoint) {
        BackupMetadata.keep(weights(), previous(weights()));
        BackupMetadata.keep(metadata(), previous(metadata()));
      }
      Checkpoint.save(run.model(), weights(), all);
      new BackupMetadata(epoch, lastStep).write(metadata());
    } catch (IOException e) {
      throw new SavingException("BackupAndRestore cannot write to " + directory, e);
    }
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    if (!deleteCheckpoint || stopped) {
      return;
    }
    try {
      Folders.delete(directory);
    } catch (IOException e) {
      throw new SavingException("BackupAndRestore cannot delete " + directory, e);
    }
  }
}
