package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Times the contestants of one workload in rounds. Each has a process for the whole race and a turn
 * in every round, so that a busy minute of the machine hits all of them alike; the ratio of medians
 * is what the race is for.
 */
final class Race {
  private static final int BATCHES = 64;
  private static final int FEWEST_BATCHES = 4;

  /** How many numbers the samples have, so that large ones are fewer. */
  private static final int NUMBERS = 1 << 24;

  // Until the JVM's compilers are done; afterwards only caches have to be warmed again.
  private static final double FIRST_WARM_UP = 4;

  /**
   * How it is run.
   *
   * @param rounds turns of each contestant
   * @param seconds measured time of each measure in a turn
   * @param threads threads of each engine
   * @param logs directory for what the contestants print
   * @param turns what is timed of a contestant
   */
  record Settings(
      int rounds,
      double seconds,
      int threads,
      Path logs,
      Function<Entrant, ? extends Collection<? extends Turn>> turns) {}

  /**
   * What came out.
   *
   * @param results in the order of entrants
   * @param settings of each contestant, by name
   * @param failures what went wrong, by name of the contestant, which then has no results
   */
  record Outcome(
      List<Result> results, Map<String, String> settings, Map<String, String> failures) {}

  private final Workload workload;
  private final Settings settings;
  private final Consumer<String> progress;
  private final Map<String, ContestantProcess> processes = new LinkedHashMap<>();
  private final Map<String, Map<Turn, List<Timing>>> times = new LinkedHashMap<>();
  private final Map<String, String> infos = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  Race(Workload workload, Settings settings, Consumer<String> progress) {
    this.workload = workload;
    this.settings = settings;
    this.progress = progress;
  }

  Outcome run(List<Entrant> entrants) {
    try {
      for (int round = 1; round <= settings.rounds(); round++) {
        for (Entrant entrant : entrants) {
          if (!failures.containsKey(entrant.name())) {
            progress.accept(workload.name() + ", round " + round + ": " + entrant.name());
            turn(entrant, round == 1);
          }
        }
      }
    } finally {
      processes.values().forEach(ContestantProcess::close);
    }
    return new Outcome(results(), infos, failures);
  }

  private void turn(Entrant entrant, boolean first) {
    String name = entrant.name();
    try {
      if (first) {
        enter(entrant);
      }
      ContestantProcess process = processes.get(name);
      for (Turn turn : settings.turns().apply(entrant)) {
        double warmUp = first ? FIRST_WARM_UP : settings.seconds() / 4;
        times
            .computeIfAbsent(name, key -> new LinkedHashMap<>())
            .computeIfAbsent(turn, key -> new ArrayList<>())
            .add(turn.take(process, workload, warmUp, settings.seconds()));
      }
    } catch (IllegalStateException e) {
      failures.put(name, e.getMessage());
      times.remove(name);
    }
  }

  private void enter(Entrant entrant) {
    String name = entrant.name();
    ContestantProcess process =
        ContestantProcess.start(
            entrant,
            new Job(workload, settings.threads(), batches() * workload.batch(), settings.logs()));
    processes.put(name, process);
    long parameters = process.parameters();
    if (parameters != workload.parameters()) {
      throw new IllegalStateException(
          name
              + " has another "
              + workload.name()
              + ": expected "
              + workload.parameters()
              + " parameters, got "
              + parameters);
    }
    infos.put(name, process.info());
  }

  private int batches() {
    int fitting = NUMBERS / (workload.batch() * workload.inputSize());
    return Math.max(FEWEST_BATCHES, Math.min(BATCHES, fitting));
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    times.forEach(
        (name, byTurn) ->
            byTurn.forEach(
                (turn, values) ->
                    results.add(Result.ofTimings(workload.name(), name, turn.title(), values))));
    return results;
  }
}
