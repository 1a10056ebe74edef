package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * A question that needs a JVM of its own, started afresh, rather than a turn in a round.
 *
 * @param needs what a contestant must be able to do to answer
 * @param question what is asked of it
 */
record Probe(Ability needs, Question question) {
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

  /** What is asked. */
  interface Question {
    /** Asks it of one contestant; returns one result for each number in the answer. */
    List<Result> ask(Entrant entrant, Workload workload, Settings settings);
  }

  /** Tells if it can be asked of a contestant. */
  boolean canAsk(Entrant entrant, Workload workload) {
    return entrant.abilities(workload).contains(needs);
  }
}
