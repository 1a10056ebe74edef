package io.trihorn.benchmarks;

import io.trihorn.benchmarks.Computing.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What arrays cost: some work with them, what of it an operation takes beside the engine, and the
 * memory after so many rounds of a loop, with and without closing what it makes.
 */
final class ArrayProbe implements Probe.Question {
  private static final double WARM_UP = 6;
  private static final double MEASURED = 3;
  private static final int EVERY = 2000;
  private static final int LAST = 20_000;

  @Override
  public List<Result> ask(Entrant entrant, Workload workload, Probe.Settings settings) {
    List<Result> results = new ArrayList<>();
    try (ContestantProcess process = start(entrant, workload, settings)) {
      List<Map<String, Double>> rounds = new ArrayList<>();
      for (int i = 0; i < settings.repeats(); i++) {
        rounds.add(process.timeArrays(i == 0 ? WARM_UP : 0, MEASURED));
      }
      String model = workload.name();
      for (Work work : Work.values()) {
        List<Double> arrays = column(rounds, work.name());
        results.add(result(model, entrant, work.title(), "ms", arrays));
        if (rounds.get(0).containsKey(Child.program(work))) {
          List<Double> alone = column(rounds, Child.program(work));
          List<Double> java =
              IntStream.range(0, rounds.size())
                  .mapToObj(i -> 1e3 * (arrays.get(i) - alone.get(i)) / work.operations())
                  .toList();
          results.add(result(model, entrant, work.title() + ", program alone", "ms", alone));
          results.add(result(model, entrant, work.title() + ", Java of one", "us", java));
        }
      }
    }
    if (entrant instanceof JavaEntrant) {
      results.addAll(memory(entrant, workload, settings, "closing"));
      results.addAll(memory(entrant, workload, settings, "leaving"));
    }
    return results;
  }

  private static ContestantProcess start(
      Entrant entrant, Workload workload, Probe.Settings settings) {
    return ContestantProcess.start(
        entrant,
        new Job(workload, settings.threads(), workload.batch(), settings.logs()).withStillHeap());
  }

  private static List<Double> column(List<Map<String, Double>> rounds, String name) {
    return rounds.stream().map(round -> round.get(name)).toList();
  }

  private static Result result(
      String model, Entrant entrant, String measure, String unit, List<Double> rounds) {
    return new Result(model, entrant.name(), measure, unit, rounds, List.of());
  }

  private static List<Result> memory(
      Entrant entrant, Workload workload, Probe.Settings settings, String how) {
    List<Result> results = new ArrayList<>();
    try (ContestantProcess process = start(entrant, workload, settings)) {
      for (int done = EVERY; done <= LAST; done += EVERY) {
        process.iterateArrays(how, EVERY);
        results.add(
            result(
                workload.name(),
                entrant,
                "memory after " + done + " rounds, " + how,
                "MiB",
                List.of(process.memory().get("now"))));
      }
    }
    return results;
  }
}
