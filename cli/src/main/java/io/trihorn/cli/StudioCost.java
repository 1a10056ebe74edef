package io.trihorn.cli;

import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.cli.serving.Usage;
import io.trihorn.data.Dataset;
import io.trihorn.data.digits.DrawnDigits;
import io.trihorn.examples.LeNet;
import io.trihorn.model.Callback;
import io.trihorn.model.Sequential;
import io.trihorn.model.TrainingRun;
import io.trihorn.saving.files.Folders;
import io.trihorn.studio.Studio;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What recording takes of a training's time, histograms every 100 steps included. */
final class StudioCost {
  /** Of the time without the callback. */
  private static final double MOST = 0.03;

  private static final int EPOCHS = 3;
  private static final int STEPS = 200;
  private static final int BATCH = 32;
  private static final int TURNS = 7;

  private StudioCost() {}

  /**
   * Trains LeNet with and without the callback, by turns, as a machine is not as fast at all times.
   * In the first epoch of each training programs are compiled, two for a step whose gradients are
   * looked at: it is told apart.
   *
   * @return whether the turn in the middle took no more than it may
   */
  static boolean isLittle(PrintWriter out) throws IOException {
    Path runs = Files.createTempDirectory("trihorn-studio");
    Dataset digits = DrawnDigits.draw(STEPS * BATCH, 1).dataset();
    double[] time = new double[TURNS];
    double[] cpu = new double[TURNS];
    double[] begin = new double[TURNS];
    try (Studio studio = new Studio(runs);
        Sequential lenet = LeNet.model(0)) {
      lenet.compile(adam(5e-3), "sparse_categorical_crossentropy", "accuracy");
      // The first is for Java to compile what is called often.
      for (int turn = -1; turn < TURNS; turn++) {
        Epochs without = Epochs.of(lenet, digits);
        Epochs with = Epochs.of(lenet, digits, studio);
        if (turn >= 0) {
          time[turn] = with.later().nanos() / without.later().nanos() - 1;
          cpu[turn] = with.later().cpuNanos() / without.later().cpuNanos() - 1;
          begin[turn] = (with.first().nanos() - without.first().nanos()) / 1e9;
        }
      }
    } finally {
      Folders.delete(runs);
    }
    List.of(time, cpu, begin).forEach(Arrays::sort);
    out.printf(
        Locale.ROOT,
        "%d steps of LeNet with the callback: %.1f %% more time (%.1f to %.1f in %d turns), %.1f %%"
            + " more processor time; %.2f s more in the epoch before, which compiles %s%n",
        (EPOCHS - 1) * STEPS,
        100 * middle(time),
        100 * time[0],
        100 * time[TURNS - 1],
        TURNS,
        100 * middle(cpu),
        middle(begin),
        middle(time) <= MOST ? "" : "MISSED");
    out.flush();
    return middle(time) <= MOST;
  }

  private static double middle(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  /** Notes what the first epoch of a training takes, and what the others do. */
  private static final class Epochs implements Callback {
    private final Usage begin = Usage.now();
    private Usage afterFirst;
    private Usage end;

    static Epochs of(Sequential model, Dataset data, Callback... callbacks) {
      Epochs epochs = new Epochs();
      Callback[] all = Arrays.copyOf(callbacks, callbacks.length + 1);
      all[callbacks.length] = epochs;
      model.fit(data, epochs(EPOCHS).batchSize(BATCH).verbose(false).callbacks(all));
      epochs.end = Usage.now();
      return epochs;
    }

    Usage first() {
      return afterFirst.since(begin);
    }

    Usage later() {
      return end.since(afterFirst);
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
      if (epoch == 0) {
        afterFirst = Usage.now();
      }
    }
  }
}
