package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Saves the model, or its weights, after epochs or steps. */
public final class ModelCheckpoint implements Callback {
  private static final String WEIGHTS = ".weights.h5";
  private final FilePattern filePath;
  private final Monitor monitor = new Monitor("ModelCheckpoint");
  private int verbose;
  private boolean saveBestOnly;
  private boolean saveWeightsOnly;
  private SaveFrequency frequency = new SaveFrequency();
  private Double threshold;
  private Double best;
  private int current;

  /**
   * Saves after each epoch.
   *
   * @param filePath ends in {@code .keras} or {@code .h5} for the whole model, in {@code
   *     .weights.h5} for its weights; {@code {epoch}}, {@code {batch}} (both counted from 1) and
   *     the names of logs in it stand for numbers, with formats as in {@code {val_loss:.3f}}
   */
  public ModelCheckpoint(String filePath) {
    if (!filePath.endsWith(".keras") && !filePath.endsWith(".h5")) {
      throw new IllegalArgumentException(
          "ModelCheckpoint saves models to files that end in .keras or .h5, and weights to files"
              + " that end in .weights.h5, but got '"
              + filePath
              + "'");
    }
    this.filePath = new FilePattern(filePath);
    saveWeightsOnly = filePath.endsWith(WEIGHTS);
  }

  /** The log that tells which model is better; by default {@code val_loss}. */
  public ModelCheckpoint monitor(String log) {
    monitor.name(log);
    return this;
  }

  /** Whether it is printed: 1, or 0 as by default. */
  public ModelCheckpoint verbose(int level) {
    verbose = level;
    return this;
  }

  /** Whether only models better than all before are saved; by default all are. */
  public ModelCheckpoint saveBestOnly(boolean value) {
    saveBestOnly = value;
    return this;
  }

  /**
   * Whether weights are saved instead of the whole model; by default where the file's name ends in
   * {@code .weights.h5}.
   *
   * @throws IllegalArgumentException if weights are to go to a file with another ending
   */
  public ModelCheckpoint saveWeightsOnly(boolean value) {
    if (value && !filePath.pattern().endsWith(WEIGHTS)) {
      throw new IllegalArgumentException(
          "ModelCheckpoint with saveWeightsOnly saves to files that end in .weights.h5, but got '"
              + filePath.pattern()
              + "'");
    }
    saveWeightsOnly = value;
    return this;
  }

  /** Which values are better; by default {@link Mode#AUTO}. */
  public ModelCheckpoint mode(Mode value) {
    monitor.mode(value);
    return this;
  }

  /** Saves after every so many steps instead of after each epoch. */
  public ModelCheckpoint saveFreq(long steps) {
    frequency = SaveFrequency.steps("ModelCheckpoint", steps);
    return this;
  }

  /** Only models better than this are saved, where the best are; by default there is none. */
  public ModelCheckpoint initialValueThreshold(Double value) {
    threshold = value;
    best = value;
    return this;
  }

  /** The best value, or null before there is one. */
  public Double best() {
    return best;
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    current = epoch;
  }

  @Override
  public boolean needsEachStep() {
    return !frequency.byEpochs();
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    if (frequency.isDue(step)) {
      Map<String, Number> numbers = new LinkedHashMap<>(logs.get());
      numbers.putIfAbsent("batch", step + 1);
      save(run, current, numbers, logs.get());
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    if (frequency.byEpochs()) {
      save(run, epoch, new LinkedHashMap<>(logs), logs);
    }
  }

  private void save(
      TrainingRun run, int epoch, Map<String, Number> numbers, Map<String, Double> logs) {
    numbers.put("epoch", epoch + 1);
    String name = filePath.fill(numbers);
    String when = "\nEpoch " + (epoch + 1) + ": ";
    if (!saveBestOnly) {
      say(run, when + "saving model to " + name);
    } else if (!isBest(run, when, name, logs)) {
      return;
    }
    Path file = Path.of(name);
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
    } catch (IOException e) {
      throw new SavingException("ModelCheckpoint cannot make the folder of " + name, e);
    }
    if (saveWeightsOnly) {
      Saving.saveWeights(run.model(), file);
    } else {
      Saving.saveModel(run.model(), file);
    }
    say(run, when + "finished saving model to " + name);
  }

  private boolean isBest(TrainingRun run, String when, String name, Map<String, Double> logs) {
    monitor.settle(run);
    Double value = monitor.value(logs);
    if (value == null) {
      return true;
    }
    String before = best == null ? "None" : String.format(Locale.ROOT, "%.5f", best);
    if (!monitor.isBetter(value, best)) {
      say(run, when + monitor.name() + " did not improve from " + before);
      return false;
    }
    String now = String.format(Locale.ROOT, "%.5f", value);
    say(
        run,
        when
            + monitor.name()
            + " improved from "
            + before
            + " to "
            + now
            + ", saving model to "
            + name);
    best = value;
    return true;
  }

  private void say(TrainingRun run, String text) {
    if (verbose > 0) {
      run.out().print(text + "\n");
    }
  }

  @Override
  public Map<String, TensorData> state() {
    return new KeptState().put("best", best).put("since", frequency.since()).all();
  }

  @Override
  public void restore(Map<String, TensorData> state) {
    KeptState kept = new KeptState(state);
    best = kept.number("best") == null ? threshold : kept.number("best");
    frequency.resume(kept.whole("since"), -1);
  }
}
