package io.trihorn.benchmarks;

import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A library in the race. The suppliers are called in a child JVM only, so that the driver loads no
 * engine.
 *
 * @param name what it is called in the report and on the command line
 * @param launch from the number of threads, how its JVM is started
 * @param contestants by workload name, how each model that it runs is made
 */
public record Entrant(
    String name, IntFunction<Launch> launch, Map<String, Supplier<Contestant>> contestants) {

  /** Tells if it runs a workload. */
  public boolean runs(Workload workload) {
    return contestants.containsKey(workload.name());
  }

  /**
   * Makes the contestant of a workload.
   *
   * @throws IllegalArgumentException if it does not run that workload
   */
  public Contestant contestant(Workload workload) {
    if (!runs(workload)) {
      throw new IllegalArgumentException(name + " has no " + workload.name());
    }
    return contestants.get(workload.name()).get();
  }
}
