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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What recording takes of a training's time, histograms every 100 steps included. */
final class StudioCost {
  /** Of the time without the callback. */
  private static final double MOST = 0.03;

  private static final int STEPS = 100;
  private static final int BATCH = 32;
  private static final int PAIRS = 40;

  /** Pairs of epochs that do not count: programs are compiled, and what Java calls often. */
  private static final int WARM_PAIRS = 5;

  private static final int SHORT_TRAININGS = 5;

  private StudioCost() {}

  /**
   * Trains LeNet, recorded in every other epoch. A machine is not as fast at all times, by tenths
   * from one second to the next: so an epoch that is recorded is held against the two beside it,
   * and the one in the middle of many counts. What a training pays once, for a second program and
   * its end, is told by short ones.
   *
   * @return whether the epoch in the middle took no more than it may
   */
  static boolean isLittle(PrintWriter out) throws IOException {
    Path runs = Files.createTempDirectory("trihorn-studio");
    Dataset digits = DrawnDigits.draw(STEPS * BATCH, 1).dataset();
    try (Studio studio = new Studio(runs);
        Sequential lenet = LeNet.model(0)) {
      lenet.compile(adam(5e-3), "sparse_categorical_crossentropy", "accuracy");
      EveryOther recorded = new EveryOther(studio);
      train(lenet, digits, 2 * (WARM_PAIRS + PAIRS) + 1, recorded);
      double[] time = recorded.more(usage -> usage.nanos());
      double[] cpu = recorded.more(usage -> usage.cpuNanos());
      out.printf(
          Locale.ROOT,
          "%d epochs of %d steps of LeNet with the callback: %.1f %% more time than those beside"
              + " them (half of them %.1f to %.1f), %.1f %% more processor time; once in a training"
              + " %.2f s %s%n",
          PAIRS,
          STEPS,
          100 * part(time, 0.5),
          100 * part(time, 0.25),
          100 * part(time, 0.75),
          100 * part(cpu, 0.5),
          once(lenet, digits, studio),
          part(time, 0.5) <= MOST ? "" : "MISSED");
      out.flush();
      return part(time, 0.5) <= MOST;
    } finally {
      Folders.delete(runs);
    }
  }

  private static Usage train(Sequential model, Dataset data, int count, Callback... callbacks) {
    Usage begin = Usage.now();
    model.fit(data, epochs(count).batchSize(BATCH).verbose(false).callbacks(callbacks));
    return Usage.now().since(begin);
  }

  /** Seconds that a training of one epoch takes more. */
  private static double once(Sequential model, Dataset data, Studio studio) {
    double[] more =
        IntStream.range(0, SHORT_TRAININGS)
            .mapToDouble(
                i -> -train(model, data, 1).nanos() + train(model, data, 1, studio).nanos())
            .sorted()
            .toArray();
    return part(more, 0.5) / 1e9;
  }

  /** What so large a part is no larger than. */
  private static double part(double[] sorted, double part) {
    return sorted[(int) (part * sorted.length)];
  }

  /** Hands on what happens in every other epoch, and notes what epochs take. */
  private static final class EveryOther implements Callback {
    private final Callback callback;
    private final List<Usage> epochs = new ArrayList<>();
    private boolean on;
    private Usage begin;

    EveryOther(Callback callback) {
      this.callback = callback;
    }

    /** How much more epochs take than those beside them, sorted. */
    double[] more(ToDoubleFunction<Usage> kind) {
      double[] all = epochs.stream().mapToDouble(kind).toArray();
      return IntStream.range(WARM_PAIRS, WARM_PAIRS + PAIRS)
          .map(pair -> 2 * pair + 1)
          .mapToDouble(i -> 2 * all[i] / (all[i - 1] + all[i + 1]) - 1)
          .sorted()
          .toArray();
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
      callback.onTrainBegin(run);
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
      on = epoch % 2 == 1;
      begin = Usage.now();
      callback.onEpochBegin(run, epoch);
    }

    @Override
    public void onTrainBatchBegin(TrainingRun run, long step) {
      if (on) {
        callback.onTrainBatchBegin(run, step);
      }
    }

    @Override
    public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
      if (on) {
        callback.onTrainBatchEnd(run, step, logs);
      }
    }

    @Override
    public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
      if (on) {
        callback.onEpochEnd(run, epoch, logs);
      }
      epochs.add(Usage.now().since(begin));
    }

    @Override
    public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
      callback.onTrainEnd(run, logs);
    }
  }
}
