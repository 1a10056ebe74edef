package io.trihorn.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What many threads get out of one model: the time of a prediction, of all threads together, beside
 * that of processes of one thread, one on each processor. These share nothing, so that they tell
 * what the processors can do.
 */
final class ThreadProbe implements Probe.Question {
  private static final double WARM_UP = 5;
  private static final double AGAIN = 0.3;
  private static final double MEASURED = 1.5;
  private static final int MOST = 16;
  private static final List<Integer> THREADS = List.of(1, 2, MOST);
  private static final String PROCESSES = "a process for each processor";

  @Override
  public List<Result> ask(Entrant entrant, Workload workload, Probe.Settings settings) {
    List<Result> results = new ArrayList<>();
    for (int batch : new int[] {1, workload.batch()}) {
      results.addAll(ask(entrant, workload, batch, settings));
    }
    return results;
  }

  private static List<Result> ask(
      Entrant entrant, Workload workload, int batch, Probe.Settings settings) {
    int samples = workload.batch();
    List<ContestantProcess> pinned = new ArrayList<>();
    try (ContestantProcess one =
        ContestantProcess.start(
            entrant, new Job(workload, settings.threads(), samples, settings.logs()))) {
      for (int processor : Machine.processors()) {
        Job job = new Job(workload, 1, samples, settings.logs()).onProcessor(processor);
        pinned.add(ContestantProcess.start(entrant, job));
      }
      // For the JVM's compilers, once.
      one.timeTogether(MOST, batch, WARM_UP, AGAIN);
      ContestantProcess.timeTogether(pinned, 1, batch, WARM_UP, AGAIN);
      Map<String, List<Timing>> rounds = new LinkedHashMap<>();
      for (int i = 0; i < settings.repeats(); i++) {
        for (int threads : THREADS) {
          rounds
              .computeIfAbsent(title(threads), t -> new ArrayList<>())
              .add(one.timeTogether(threads, batch, AGAIN, MEASURED));
        }
        rounds
            .computeIfAbsent(PROCESSES, t -> new ArrayList<>())
            .add(
                Timing.together(ContestantProcess.timeTogether(pinned, 1, batch, AGAIN, MEASURED)));
      }
      return results(entrant, workload, "predict " + batch + ", ", rounds);
    } finally {
      pinned.forEach(ContestantProcess::close);
    }
  }

  private static String title(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  /** The times, and those of threads over those of processes, round by round. */
  private static List<Result> results(
      Entrant entrant, Workload workload, String what, Map<String, List<Timing>> rounds) {
    List<Result> results = new ArrayList<>();
    rounds.forEach(
        (title, timings) ->
            results.add(Result.ofTimings(workload.name(), entrant.name(), what + title, timings)));
    String most = title(MOST);
    List<Timing> threads = rounds.get(most);
    List<Timing> processes = rounds.get(PROCESSES);
    results.add(
        new Result(
            workload.name(),
            entrant.name(),
            what + most + " : processes",
            "",
            IntStream.range(0, threads.size())
                .mapToObj(i -> threads.get(i).millis() / processes.get(i).millis())
                .toList(),
            IntStream.range(0, threads.size())
                .mapToObj(i -> threads.get(i).cpuMillis() / processes.get(i).cpuMillis())
                .toList()));
    return results;
  }
}
