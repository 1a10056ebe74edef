package io.trihorn.model;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Keras's progress bar: steps done, time per step, and the logs so far. */
public final class ProgressBar implements Callback {
  private static final int WIDTH = 20;
  private static final long INTERVAL_NANOS = 200_000_000L;
  private final PrintStream out;
  private final boolean redraw;
  private long started;
  private long drawn;
  private long done;

  /** A bar on standard output, redrawn in place where that is a terminal. */
  public ProgressBar() {
    this(System.out, System.console() != null);
  }

  /**
   * A bar on a stream.
   *
   * @param redraw whether to draw during an epoch, going back to the start of the line, or only at
   *     its end
   */
  public ProgressBar(PrintStream out, boolean redraw) {
    this.out = out;
    this.redraw = redraw;
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    out.printf("Epoch %d/%d%n", epoch + 1, run.epochs());
    started = System.nanoTime();
    drawn = started;
    done = 0;
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long step, Supplier<Map<String, Double>> logs) {
    done = step + 1;
    long now = System.nanoTime();
    if (redraw && now - drawn > INTERVAL_NANOS) {
      drawn = now;
      out.print("\r" + line(run, logs.get(), now));
      out.flush();
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    out.println((redraw ? "\r" : "") + line(run, logs, System.nanoTime()));
  }

  private String line(TrainingRun run, Map<String, Double> logs, long now) {
    long total = run.steps() < 0 ? done : run.steps();
    int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
    double seconds = (now - started) / 1e9;
    double perStep = done == 0 ? 0 : seconds * 1000 / done;
    String values =
        logs.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s: %.4f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(" - "));
    return String.format(
        Locale.ROOT,
        "%d/%s %s%s %.0fs %s/step - %s",
        done,
        run.steps() < 0 ? "?" : Long.toString(total),
        "\u2501".repeat(filled),
        "\u2500".repeat(WIDTH - filled),
        seconds,
        perStep >= 1
            ? String.format(Locale.ROOT, "%.0fms", perStep)
            : String.format(Locale.ROOT, "%.0f\u00b5s", perStep * 1000),
        values);
  }
}
