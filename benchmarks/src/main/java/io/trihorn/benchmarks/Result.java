package io.trihorn.benchmarks;

import java.util.List;

/**
 * One number of the report, with what it was made of.
 *
 * @param model name of the workload
 * @param contestant name of the entrant
 * @param measure what was measured
 * @param unit its unit
 * @param rounds the value of each round, in order
 * @param cpuRounds the processor time of each round in the same unit, or none
 */
public record Result(
    String model,
    String contestant,
    String measure,
    String unit,
    List<Double> rounds,
    List<Double> cpuRounds) {

  /** Returns the result of timings, one each round. */
  static Result ofTimings(String model, String contestant, String measure, List<Timing> timings) {
    return new Result(
        model,
        contestant,
        measure,
        "ms",
        timings.stream().map(Timing::millis).toList(),
        timings.stream().map(Timing::cpuMillis).toList());
  }

  /** Returns the median over the rounds. */
  public double median() {
    return median(rounds);
  }

  /** Returns the median processor time over the rounds, NaN if there is none. */
  public double cpuMedian() {
    return cpuRounds.isEmpty() ? Double.NaN : median(cpuRounds);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
