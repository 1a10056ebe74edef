package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** A question that needs a JVM of its own, started afresh, rather than a turn in a round. */
interface Probe {
  /**
   * How probes are run.
   *
   * @param repeats how often a quick probe is repeated
   * @param threads threads of each engine
   * @param images samples of the {@code fit} that is timed
   * @param steps at which training step to read the memory, ascending
   * @param logs directory for what the contestants print
   */
  record Settings(int repeats, int threads, int images, List<Integer> steps, Path logs) {}

  /** Asks it of one contestant; returns one result for each number in the answer. */
  List<Result> ask(Entrant entrant, Workload workload, Settings settings);
}
