package io.trihorn.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * One number of the report, with what it was made of.
 *
 * @param model name of the workload
 * @param contestant name of the entrant
 * @param measure what was measured
 * @param unit its unit
 * @param rounds the value of each round, in order
 */
public record Result(
    String model, String contestant, String measure, String unit, List<Double> rounds) {

  /** Returns the median over the rounds. */
  public double median() {
    double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
