package io.trihorn.benchmarks;

/** Something that is timed in every round of a race; in milliseconds. */
public interface Turn {
  /** Returns the heading of its column. */
  String title();

  /**
   * Times it.
   *
   * @param warmUp seconds before
   * @param seconds of what is timed
   */
  Timing take(ContestantProcess process, Workload workload, double warmUp, double seconds);
}
