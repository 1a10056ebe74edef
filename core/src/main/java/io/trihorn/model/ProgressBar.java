package io.trihorn.model;

import ai.djl.ndarray.NDList;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keras's progress bar: steps done, time per step, and the logs so far. A validation inside {@code
 * fit} has none of its own.
 */
public final class ProgressBar implements Callback {
  private static final int WIDTH = 20;
  private static final long INTERVAL_NANOS = 200_000_000L;
  private final int verbose;
  private final boolean redraw;
  private final LongSupplier nanos;
  private boolean fitting;
  private long started;
  private long drawn;
  private long done;
  private int shown;

  /** A bar, redrawn in place where output is a terminal. */
  public ProgressBar() {
    this(1);
  }

  /**
   * Progress, redrawn in place where output is a terminal.
   *
   * @param verbose 1 for a bar, 2 for one line for each epoch
   */
  public ProgressBar(int verbose) {
    this(verbose, System.console() != null);
  }

  /**
   * Progress.
   *
   * @param verbose 1 for a bar, 2 for one line for each epoch
   * @param redraw whether to draw a bar during an epoch, going back to the start of the line, or
   *     only at its end
   */
  public ProgressBar(int verbose, boolean redraw) {
    this(verbose, redraw, System::nanoTime);
  }

  ProgressBar(int verbose, boolean redraw, LongSupplier nanos) {
    this.verbose = level(verbose);
    this.redraw = redraw;
    this.nanos = nanos;
  }

  static int level(int verbose) {
    if (verbose < 0 || verbose > 2) {
      throw new IllegalArgumentException(
          "verbose should be 0 (silent), 1 (a bar) or 2 (a line for each epoch), but is "
              + verbose);
    }
    return verbose;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    fitting = true;
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    fitting = false;
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    begin();
    if (run.epochs() > 1) {
      run.out().print("Epoch " + (epoch + 1) + "/" + run.epochs() + "\n");
    }
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    step(run, step, logs);
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    end(run, logs);
  }

  @Override
  public void onTestBegin(TrainingRun run) {
    if (!fitting) {
      begin();
    }
  }

  @Override
  public void onTestBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    if (!fitting) {
      step(run, step, logs);
    }
  }

  @Override
  public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
    if (!fitting) {
      end(run, logs);
    }
  }

  @Override
  public void onPredictBegin(TrainingRun run) {
    begin();
  }

  @Override
  public void onPredictBatchEnd(TrainingRun run, long step, Supplier<NDList> outputs) {
    step(run, step, Map::of);
  }

  @Override
  public void onPredictEnd(TrainingRun run) {
    end(run, Map.of());
  }

  private void begin() {
    started = nanos.getAsLong();
    drawn = started;
    done = 0;
    shown = 0;
  }

  private void step(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    done = step + 1;
    long now = nanos.getAsLong();
    if (redraw && verbose == 1 && now - drawn > INTERVAL_NANOS) {
      drawn = now;
      draw(run, line(run, logs.get(), now));
      run.out().flush();
    }
  }

  private void end(TrainingRun run, Map<String, Double> logs) {
    draw(run, line(run, logs, nanos.getAsLong()));
    run.out().print("\n");
  }

  /** A line in place of the last one, whose end is wiped out where it was longer. */
  private void draw(TrainingRun run, String line) {
    boolean over = redraw && verbose == 1;
    run.out().print(over ? "\r" + line + " ".repeat(Math.max(0, shown - line.length())) : line);
    shown = line.length();
  }

  private String line(TrainingRun run, Map<String, Double> logs, long now) {
    long total = run.steps() < 0 ? done : run.steps();
    StringBuilder line = new StringBuilder();
    String count = Long.toString(total);
    line.append(" ".repeat(Math.max(0, count.length() - Long.toString(done).length())))
        .append(done)
        .append('/')
        .append(run.steps() < 0 ? "Unknown" : count);
    if (verbose == 1) {
      int filled = total == 0 ? WIDTH : (int) Math.min(WIDTH, WIDTH * done / total);
      line.append(' ').append("\u2501".repeat(filled)).append("\u2500".repeat(WIDTH - filled));
    }
    double seconds = (now - started) / 1e9;
    line.append(verbose == 1 ? " " : " - ").append(String.format(Locale.ROOT, "%.0fs", seconds));
    line.append(verbose == 1 ? " " : " - ").append(time(done == 0 ? 0 : seconds / done));
    logs.forEach(
        (name, value) -> line.append(" - ").append(name).append(": ").append(number(value)));
    return line.toString();
  }

  private static String time(double seconds) {
    if (seconds >= 1 || seconds == 0) {
      return String.format(Locale.ROOT, "%.0fs/step", seconds);
    }
    return seconds >= 1e-3
        ? String.format(Locale.ROOT, "%.0fms/step", seconds * 1e3)
        : String.format(Locale.ROOT, "%.0fus/step", seconds * 1e6);
  }

  /** As in Keras, four digits, and the exponential form for what they would not show. */
  private String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    boolean fixed = (verbose == 1 ? Math.abs(value) : value) > 1e-3;
    return String.format(Locale.ROOT, fixed ? "%.4f" : "%.4e", value);
  }
}
