package io.trihorn.cli.serving;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Turns of one load.
 *
 * @param turns at least one
 * @param rows of a request
 */
record LoadTurns(List<LoadTurn> turns, int rows) {
  /** Of what the model gives alone, in the turn in the middle. */
  double share() {
    return middle(turn -> turn.share(rows));
  }

  /** Of the worst turn: that of all together is no more. */
  double p99Millis() {
    return turns.stream().mapToDouble(turn -> turn.wrk().p99Millis()).max().orElseThrow();
  }

  long errors() {
    return turns.stream().mapToLong(turn -> turn.wrk().errors()).sum();
  }

  private double middle(ToDoubleFunction<LoadTurn> value) {
    double[] sorted = turns.stream().mapToDouble(value).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private double cpuMicros(ToDoubleFunction<LoadTurn> value) {
    return middle(turn -> value.applyAsDouble(turn) / turn.formed().total());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f requests/s, p50 %.2f ms, p99 %.2f ms at worst, %d errors; batches of %.1f rows, which"
            + " predictOnBatch alone does at %.0f rows/s: share %.2f (%.2f to %.2f in %d turns);"
            + " processor time of a row %.0f us, alone %.0f; a model that does nothing %.0f"
            + " requests/s, which leaves a share of %.2f at most",
        middle(turn -> turn.wrk().rate()),
        middle(turn -> turn.wrk().medianMillis()),
        p99Millis(),
        errors(),
        middle(turn -> turn.formed().mean()),
        middle(LoadTurn::aloneRate),
        share(),
        turns.stream().mapToDouble(turn -> turn.share(rows)).min().orElseThrow(),
        turns.stream().mapToDouble(turn -> turn.share(rows)).max().orElseThrow(),
        turns.size(),
        cpuMicros(turn -> turn.served().cpuMicros()),
        cpuMicros(turn -> turn.alone().cpuMicros()),
        middle(LoadTurn::nothing),
        middle(turn -> turn.most(rows)));
  }
}
