package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is asked of processes that are started for it: how soon they are there, and how large. */
final class Launches {
  private static final int MEMORY_BATCHES = 64;
  private static final int PEAK_STEPS = 3;

  private Launches() {}

  /** Seconds from the start of the process to the first loss. */
  static List<Result> firstLoss(Entrant entrant, Workload workload, Probe.Settings settings) {
    Job job = new Job(workload, settings.threads(), workload.batch(), settings.logs());
    return sinceStart(entrant, job, settings, "first loss", process -> process.train(1));
  }

  /** Seconds from the start of the JVM to the first answer of a model that lies in a file. */
  static List<Result> start(Entrant entrant, Workload workload, Probe.Settings settings) {
    Job job = new Job(workload, settings.threads(), 1, settings.logs());
    Path file = settings.logs().resolve(entrant.name() + "-" + workload.name() + ".keras");
    try (ContestantProcess process = ContestantProcess.start(entrant, job)) {
      process.save(file);
    }
    return sinceStart(
        entrant,
        job.opening(file),
        settings,
        "first answer of a file's model",
        ContestantProcess::firstAnswer);
  }

  private static List<Result> sinceStart(
      Entrant entrant,
      Job job,
      Probe.Settings settings,
      String what,
      Function<ContestantProcess, Map<String, Double>> first) {
    List<Map<String, Double>> rounds = new ArrayList<>();
    for (int i = 0; i < settings.repeats(); i++) {
      try (ContestantProcess process = ContestantProcess.start(entrant, job)) {
        rounds.add(first.apply(process));
      }
    }
    String measure = "process start to " + what;
    return List.of(
        Probes.result(
            entrant, job.workload(), measure, "s", rounds, "sinceStart", "cpuSinceStart"));
  }

  /** The most that was resident while it took its first steps, with the heap that it likes. */
  static List<Result> peak(Entrant entrant, Workload workload, Probe.Settings settings) {
    int samples = PEAK_STEPS * workload.batch();
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant, new Job(workload, settings.threads(), samples, settings.logs()))) {
      process.train(PEAK_STEPS);
      return List.of(
          new Result(
              workload.name(),
              entrant.name(),
              "peak memory of " + PEAK_STEPS + " steps",
              "MiB",
              List.of(process.memory().get("peak")),
              List.of()));
    }
  }

  /** Resident memory after so many training steps: a leak is the difference. */
  static List<Result> memory(Entrant entrant, Workload workload, Probe.Settings settings) {
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant,
            new Job(
                    workload,
                    settings.threads(),
                    MEMORY_BATCHES * workload.batch(),
                    settings.logs())
                .withStillHeap())) {
      List<Result> results = new ArrayList<>();
      int done = 0;
      for (int step : settings.steps()) {
        process.train(step - done);
        done = step;
        results.add(
            new Result(
                workload.name(),
                entrant.name(),
                "memory at step " + step,
                "MiB",
                List.of(process.memory().get("now")),
                List.of()));
      }
      return results;
    }
  }
}
