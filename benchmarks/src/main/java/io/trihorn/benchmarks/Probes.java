package io.trihorn.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The probes, by the name that the command line gives them. */
final class Probes {
  private static final int BATCHES = 64;
  private static final double WARM_UP = 4;
  private static final double MEASURED = 4;

  static final Map<String, Probe> ALL = table();

  private Probes() {}

  private static Map<String, Probe> table() {
    Map<String, Probe> table = new LinkedHashMap<>();
    table.put("first-loss", Probes::firstLoss);
    table.put("memory", Probes::memory);
    table.put("fit", Probes::fit);
    table.put("generate", Probes::generate);
    return table;
  }

  /** Seconds from the start of the JVM to the first loss. */
  private static List<Result> firstLoss(
      Entrant entrant, Workload workload, Probe.Settings settings) {
    List<Double> seconds = new ArrayList<>();
    List<Double> cpuSeconds = new ArrayList<>();
    for (int i = 0; i < settings.repeats(); i++) {
      try (ContestantProcess process =
          ContestantProcess.start(
              entrant, new Job(workload, settings.threads(), workload.batch(), settings.logs()))) {
        Map<String, Double> reply = process.train(1);
        seconds.add(reply.get("sinceStart"));
        cpuSeconds.add(reply.get("cpuSinceStart"));
      }
    }
    return List.of(
        new Result(
            workload.name(), entrant.name(), "JVM start to first loss", "s", seconds, cpuSeconds));
  }

  /** Resident memory after so many training steps: a leak is the difference. */
  private static List<Result> memory(Entrant entrant, Workload workload, Probe.Settings settings) {
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant,
            new Job(workload, settings.threads(), BATCHES * workload.batch(), settings.logs())
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
                List.of(process.memory()),
                List.of()));
      }
      return results;
    }
  }

  /** The library's own training loop against bare steps: the ratio is what the loop costs. */
  private static List<Result> fit(Entrant entrant, Workload workload, Probe.Settings settings) {
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant,
            new Job(workload, settings.threads(), BATCHES * workload.batch(), settings.logs()))) {
      List<Timing> bare = new ArrayList<>();
      List<Timing> fit = new ArrayList<>();
      // Once for the JVM's compilers; what is counted alternates, as the rounds of a race do.
      process.timeFit(Math.min(settings.images(), BATCHES * workload.batch()));
      for (int i = 0; i < settings.repeats(); i++) {
        bare.add(process.timeBareSteps(i == 0 ? WARM_UP : 1, MEASURED));
        fit.add(process.timeFit(settings.images()));
      }
      List<Double> ratios = new ArrayList<>();
      List<Double> cpuRatios = new ArrayList<>();
      for (int i = 0; i < settings.repeats(); i++) {
        ratios.add(fit.get(i).millis() / bare.get(i).millis());
        cpuRatios.add(fit.get(i).cpuMillis() / bare.get(i).cpuMillis());
      }
      String model = workload.name();
      return List.of(
          Result.ofTimings(model, entrant.name(), "bare step", bare),
          Result.ofTimings(model, entrant.name(), "step of fit", fit),
          new Result(model, entrant.name(), "fit : bare", "", ratios, cpuRatios));
    }
  }

  /** A step of a sampling loop: what prediction costs over the program that it runs. */
  private static List<Result> generate(
      Entrant entrant, Workload workload, Probe.Settings settings) {
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant, new Job(workload, settings.threads(), workload.batch(), settings.logs()))) {
      List<Map<String, Double>> rounds = new ArrayList<>();
      for (int i = 0; i < settings.repeats(); i++) {
        rounds.add(process.timeGeneration(i == 0 ? WARM_UP : 0, MEASURED));
      }
      List<Result> results = new ArrayList<>();
      for (Generating.Way way : Generating.Way.values()) {
        if (rounds.get(0).containsKey(way.name())) {
          results.add(
              new Result(
                  workload.name(),
                  entrant.name(),
                  "step, " + way.title(),
                  "us",
                  rounds.stream().map(round -> 1e3 * round.get(way.name())).toList(),
                  List.of()));
        }
      }
      results.addAll(overKernels(results));
      return results;
    }
  }

  /** How often the first, the kernels', is in the others, round by round. */
  private static List<Result> overKernels(List<Result> ways) {
    Result kernels = ways.get(0);
    return ways.stream()
        .skip(1)
        .map(
            way ->
                new Result(
                    way.model(),
                    way.contestant(),
                    way.measure() + " : kernels",
                    "",
                    IntStream.range(0, way.rounds().size())
                        .mapToObj(i -> way.rounds().get(i) / kernels.rounds().get(i))
                        .toList(),
                    List.of()))
        .toList();
  }
}
