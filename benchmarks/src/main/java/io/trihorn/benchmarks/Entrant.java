package io.trihorn.benchmarks;

import java.util.Optional;
import java.util.Set;

/** A library in the race, each contestant of which has a process of its own. */
public sealed interface Entrant permits JavaEntrant, PythonEntrant {
  /** What it is called in the report and on the command line. */
  String name();

  /** Tells if it runs a workload. */
  boolean runs(Workload workload);

  /** What can be timed of it. */
  Set<Measure> measures();

  /** What probes can ask of it while it runs a workload. */
  Set<Ability> abilities(Workload workload);

  /**
   * The same on a device, which is {@code cpu}, {@code gpu} or {@code gpu:1}; empty if it cannot be
   * told which to take, and computes on the processor.
   */
  Optional<Entrant> on(String device);

  /** The same with a dtype policy of Keras's name; empty if it has none of that. */
  Optional<Entrant> under(String policy);

  /** Returns how the process of a contestant is started. */
  Start start(Job job);
}
