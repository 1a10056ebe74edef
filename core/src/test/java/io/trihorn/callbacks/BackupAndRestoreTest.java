package io.trihorn.callbacks;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Callback;
import io.trihorn.model.FitOptions;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.model.TrainingRun;
import io.trihorn.optimizers.Adam;
import io.trihorn.saving.Saving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was interrupted ends as one that was not. */
class BackupAndRestoreTest {
  private static final int EPOCHS = 3;

  @TempDir private Path folder;

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends the program after so many steps; notes the logs of all steps and epochs before. */
  private static final class Interrupt implements Callback {
    private final long after;
    private final List<String> logs;
    private int epoch;
    private long steps;

    Interrupt(long after, List<String> logs) {
      this.after = after;
      this.logs = logs;
    }

    @Override
    public void onEpochBegin(TrainingRun run, int begun) {
      epoch = begun;
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> values) {
      logs.add(epoch + "." + step + " " + values.get());
      if (++steps == after) {
        throw new Stop();
      }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int ended, Map<String, Double> values) {
      logs.add(ended + " " + values);
    }
  }

  private static Dataset data(int rows, long seed) {
    Random random = new Random(seed);
    float[] x = new float[rows * 3];
    float[] y = new float[rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
      y[i / 3] += x[i] * (i % 3 - 0.5f);
    }
    return Dataset.of(TensorData.of(x, rows, 3), TensorData.of(y, rows, 1));
  }

  private static Sequential model() {
    return model("float32", false);
  }

  private static Sequential model(String precision, boolean lora) {
    Sequential model = new Sequential(input(3), dense(5, "tanh"), dropout(0.3), dense(1));
    model.seed(7).on("reference");
    if (!precision.equals("float32")) {
      model.quantize(precision);
    }
    if (lora) {
      model.layers().get(0).enableLora(2);
    }
    model.compile(new Adam(0.05).useEma(true), "mse", "mae");
    return model;
  }

  /** What a run leaves, in numbers as they are. */
  private static List<TensorData> end(Sequential model) {
    List<TensorData> all = new ArrayList<>(model.weightValues());
    all.addAll(model.optimizerValues());
    all.addAll(model.metricValues());
    return all;
  }

  private FitOptions options(long stepsPerEpoch) {
    FitOptions options =
        FitOptions.epochs(EPOCHS).batchSize(4).verbose(false).validation(data(5, 2));
    return stepsPerEpoch > 0 ? options.stepsPerEpoch(stepsPerEpoch) : options;
  }

  private List<TensorData> run(
      long saveFreq, long stepsPerEpoch, long interruptAfter, List<String> logs) {
    return run(model(), saveFreq, stepsPerEpoch, interruptAfter, logs);
  }

  private List<TensorData> run(
      Sequential made, long saveFreq, long stepsPerEpoch, long interruptAfter, List<String> logs) {
    try (Sequential model = made) {
      BackupAndRestore backup = new BackupAndRestore(folder.resolve("backup"));
      if (saveFreq > 0) {
        backup.saveFreq(saveFreq);
      }
      FitOptions options =
          options(stepsPerEpoch)
              .callbacks(
                  new EarlyStopping().patience(2).restoreBestWeights(true),
                  new ReduceLROnPlateau().patience(0).factor(0.5),
                  backup,
                  new Interrupt(interruptAfter, logs));
      model.fit(data(18, 1), options);
      return end(model);
    }
  }

  /**
   * Interrupted after every possible step; five steps make a pass over the data. With three steps
   * to an epoch passes end inside epochs.
   */
  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "2, 3", "1, 0"})
  void endsLikeARunThatWasNot(long saveFreq, long stepsPerEpoch) {
    List<String> whole = new ArrayList<>();
    List<TensorData> expected = run(saveFreq, stepsPerEpoch, Long.MAX_VALUE, whole);
    assertFalse(Files.exists(folder.resolve("backup")), "the backup goes at the end");
    for (long after = 1; after < whole.size() - EPOCHS; after++) {
      long at = after;
      assertThrows(Stop.class, () -> run(saveFreq, stepsPerEpoch, at, new ArrayList<>()));
      List<String> rest = new ArrayList<>();
      List<TensorData> ended = run(saveFreq, stepsPerEpoch, Long.MAX_VALUE, rest);
      assertEquals(whole.subList(whole.size() - rest.size(), whole.size()), rest, "after " + after);
      assertEquals(expected, ended, "after " + after);
      if (saveFreq > 0 && after >= saveFreq) {
        assertTrue(rest.size() < whole.size(), "goes on, and does not begin anew");
      }
    }
  }

  /**
   * A run that early stopping ended, or that had no epoch left, and was interrupted before it came
   * to its end: nothing more is trained, and its end is made up for.
   */
  @ParameterizedTest
  @CsvSource({"true, 2", "false, 3"})
  void endsARunThatWasInterruptedAfterItsLastEpoch(boolean stopped, int ran) {
    List<String> whole = new ArrayList<>();
    List<TensorData> expected = ended(stopped, -1, whole);
    assertEquals(ran, whole.size());
    assertThrows(Stop.class, () -> ended(stopped, ran - 1, new ArrayList<>()));
    List<String> rest = new ArrayList<>();
    assertEquals(expected, ended(stopped, -1, rest));
    assertEquals(List.of(), rest, "no epoch is run once more");
  }

  /** A run that is stopped after every possible step, and after each epoch, and started again. */
  @ParameterizedTest
  @CsvSource({"0", "3"})
  void goesOnAfterTheStepAfterWhichItWasStopped(long saveFreq) {
    List<String> whole = new ArrayList<>();
    List<TensorData> expected = stopped(saveFreq, Integer.MAX_VALUE, whole);
    assertFalse(Files.exists(folder.resolve("backup")), "the backup goes at the end");
    for (int after = 1; after < whole.size(); after++) {
      List<String> logs = new ArrayList<>();
      stopped(saveFreq, after, logs);
      // What an epoch that was cut came to is no part of the run.
      logs.subList(after, logs.size()).clear();
      List<TensorData> ended = stopped(saveFreq, Integer.MAX_VALUE, logs);
      assertEquals(whole, logs, "after " + after);
      assertEquals(expected, ended, "after " + after);
    }
  }

  /** A training that is stopped at an event, a step's or an epoch's. */
  private List<TensorData> stopped(long saveFreq, int at, List<String> logs) {
    BackupAndRestore backup = new BackupAndRestore(folder.resolve("backup")).resumeStopped(true);
    if (saveFreq > 0) {
      backup.saveFreq(saveFreq);
    }
    Callback stop =
        new Callback() {
          private int events;

          @Override
          public void onTrainBatchEnd(
              TrainingRun run, long step, Supplier<Map<String, Double>> values) {
            note(run, "step " + step + " " + values.get());
          }

          @Override
          public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> values) {
            note(run, "epoch " + epoch + " " + values);
          }

          private void note(TrainingRun run, String what) {
            logs.add(what);
            if (++events == at) {
              run.stop();
            }
          }
        };
    try (Sequential model = model()) {
      model.fit(
          data(18, 1),
          options(0).callbacks(new ReduceLROnPlateau().patience(0).factor(0.5), stop, backup));
      return end(model);
    }
  }

  @ParameterizedTest
  @CsvSource({"PT1H, false", "PT0.000000001S, true"})
  void backupsAreNoNearerThanTheInterval(Duration interval, boolean kept) {
    Path backup = folder.resolve("backup");
    try (Sequential model = model()) {
      FitOptions options =
          options(0)
              .callbacks(
                  new BackupAndRestore(backup).saveFreq(1).interval(interval),
                  new Interrupt(3, new ArrayList<>()));
      assertThrows(Stop.class, () -> model.fit(data(18, 1), options));
      assertEquals(kept, Files.exists(backup));
    }
  }

  /** A training of up to three epochs, interrupted after the backup of one. */
  private List<TensorData> ended(boolean stopped, int interruptAfter, List<String> logs) {
    Callback interrupt =
        new Callback() {
          @Override
          public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> values) {
            logs.add(epoch + " " + values);
            if (epoch == interruptAfter) {
              throw new Stop();
            }
          }
        };
    try (Sequential model = model()) {
      model.fit(
          data(18, 1),
          options(0)
              .callbacks(
                  // By 1,000 nothing gets better.
                  new EarlyStopping()
                      .patience(1)
                      .minDelta(stopped ? 1000 : 0)
                      .restoreBestWeights(stopped),
                  new BackupAndRestore(folder.resolve("backup")),
                  interrupt));
      return end(model);
    }
  }

  /** Files have LoRA's matrices in the kernel; a backup has them as they are. */
  @ParameterizedTest
  @ValueSource(strings = {"float32", "int8", "int4"})
  void adaptedLayersToo(String precision) {
    List<String> whole = new ArrayList<>();
    List<TensorData> expected = run(model(precision, true), 2, 0, Long.MAX_VALUE, whole);
    for (long after = 1; after < whole.size() - EPOCHS; after++) {
      long at = after;
      assertThrows(Stop.class, () -> run(model(precision, true), 2, 0, at, new ArrayList<>()));
      List<String> rest = new ArrayList<>();
      List<TensorData> ended = run(model(precision, true), 2, 0, Long.MAX_VALUE, rest);
      assertEquals(whole.subList(whole.size() - rest.size(), whole.size()), rest, "after " + after);
      assertEquals(expected, ended, "after " + after);
    }
  }

  /** Other data than before are noticed. */
  @Test
  void saysThatTheDataAreOthers() {
    assertThrows(Stop.class, () -> run(1, 0, 4, new ArrayList<>()));
    try (Sequential model = model()) {
      BackupAndRestore backup = new BackupAndRestore(folder.resolve("backup")).saveFreq(1);
      ModelException e =
          assertThrows(
              ModelException.class, () -> model.fit(data(8, 1), options(0).callbacks(backup)));
      assertTrue(
          e.getMessage().contains("after 4 batches of a pass over the data"), e.getMessage());
    }
  }

  /** Backups that Keras wrote have weights and the epoch, and no more. */
  @Test
  void goesOnWithABackupOfKeras() throws Exception {
    Path backup = Files.createDirectory(folder.resolve("backup"));
    try (Sequential model = model();
        Sequential other = model()) {
      Saving.saveWeights(model, backup.resolve("latest.weights.h5"));
      Files.writeString(backup.resolve("training_metadata.json"), "{\"epoch\": 2, \"batch\": 0}");
      assertEquals(
          List.of(2),
          other.fit(data(18, 1), options(0).callbacks(new BackupAndRestore(backup))).epochs());
    }
  }
}
