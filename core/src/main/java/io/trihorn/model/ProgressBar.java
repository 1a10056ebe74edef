package io.trihorn.model;

import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keras's progress bar: steps done, the time that is left (at the end, that it took), the time of a
 * step, and the logs so far. A validation inside {@code fit} has none of its own. As in Keras, the
 * first step does not count for the time of a step where others follow, and an epoch that ends
 * before its last step is shown as a whole one.
 */
public final class ProgressBar implements Callback {
  private static final int WIDTH = 20;
  private static final long INTERVAL_NANOS = 50_000_000L;
  private final int verbose;
  private final boolean redraw;
  private final LongSupplier nanos;
  private boolean fitting;
  private final Map<String, Double> values = new LinkedHashMap<>();
  private long total;
  private long started;
  private OptionalLong first;
  private OptionalLong drawn;
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
    total = run.steps();
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

  /** It shows how far a training is, however many steps that goes at a time. */
  @Override
  public boolean needsEachStep() {
    return false;
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
      total = run.steps();
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
    total = run.steps();
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
    first = OptionalLong.empty();
    drawn = OptionalLong.empty();
    done = 0;
    shown = 0;
    values.clear();
  }

  private void step(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    done = step + 1;
    if (verbose != 1) {
      return;
    }
    long now = nanos.getAsLong();
    if (done == 1) {
      first = OptionalLong.of(now);
    }
    if (redraw && (drawn.isEmpty() || now - drawn.getAsLong() >= INTERVAL_NANOS)) {
      drawn = OptionalLong.of(now);
      values.putAll(logs.get());
      draw(run, line(now, false));
      run.out().flush();
    }
  }

  private void end(TrainingRun run, Map<String, Double> logs) {
    // Where nobody knew the number of steps, it is known now, and for the next epochs.
    total = total < 0 ? done : total;
    done = total;
    values.putAll(logs);
    draw(run, line(nanos.getAsLong(), true));
    run.out().print("\n");
  }

  /** A line in place of the last one, whose end is wiped out where it was longer. */
  private void draw(TrainingRun run, String line) {
    boolean over = redraw && verbose == 1;
    run.out().print(over ? "\r" + line + " ".repeat(Math.max(0, shown - line.length())) : line);
    shown = line.length();
  }

  private String line(long now, boolean last) {
    double each = secondsOfStep(now);
    boolean left = total > 0 && !last;
    String time = left ? clock(each * (total - done)) : rounded((now - started) / 1e9, "s");
    StringBuilder line = new StringBuilder(count());
    line.append(verbose == 1 ? " " : " - ").append(time);
    line.append(verbose == 1 ? " " : " - ").append(time(each));
    values.forEach(
        (name, value) -> line.append(" - ").append(name).append(": ").append(number(value)));
    return line.toString();
  }

  private String count() {
    if (total <= 0) {
      return String.format(Locale.ROOT, "%7d/Unknown", done);
    }
    String all = Long.toString(total);
    String count = " ".repeat(Math.max(0, all.length() - Long.toString(done).length())) + done;
    if (verbose != 1) {
      return count + "/" + all;
    }
    int filled = (int) Math.min(WIDTH, WIDTH * done / total);
    return count + "/" + all + " " + "\u2501".repeat(filled) + "\u2500".repeat(WIDTH - filled);
  }

  private double secondsOfStep(long now) {
    if (done == 0) {
      return 0;
    }
    return first.isPresent() && done > 1
        ? (now - first.getAsLong()) / 1e9 / (done - 1)
        : (now - started) / 1e9 / done;
  }

  /** Time that is left: {@code 1:02:03}, {@code 2:03} or {@code 3s}. */
  private static String clock(double seconds) {
    long all = (long) seconds;
    if (seconds > 3600) {
      return String.format(Locale.ROOT, "%d:%02d:%02d", all / 3600, all % 3600 / 60, all % 60);
    }
    return seconds > 60 ? String.format(Locale.ROOT, "%d:%02d", all / 60, all % 60) : all + "s";
  }

  /** A number without decimals, halves to the even one as in Python. */
  private static String rounded(double value, String unit) {
    return (long) Math.rint(value) + unit;
  }

  private static String time(double seconds) {
    if (seconds >= 1 || seconds == 0) {
      return rounded(seconds, "s/step");
    }
    return seconds >= 1e-3 ? rounded(seconds * 1e3, "ms/step") : rounded(seconds * 1e6, "us/step");
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
