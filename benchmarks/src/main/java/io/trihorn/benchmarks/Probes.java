package io.trihorn.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
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
    table.put("first-loss", new Probe(Ability.TRAIN, Launches::firstLoss));
    table.put("start", new Probe(Ability.OPEN, Launches::start));
    table.put("memory", new Probe(Ability.TRAIN, Launches::memory));
    table.put("peak", new Probe(Ability.TRAIN, Launches::peak));
    table.put("fit", new Probe(Ability.FIT, Probes::fit));
    table.put("generate", new Probe(Ability.GENERATE, Probes::generate));
    table.put("input", new Probe(Ability.FEED, Probes::input));
    table.put("ask", new Probe(Ability.ASK, Probes::ask));
    table.put("threads", new Probe(Ability.SHARE, new ThreadProbe()));
    table.put("arrays", new Probe(Ability.COMPUTE, new ArrayProbe()));
    return table;
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

  /** What it costs a step that data have to be made ready, and how long it waits for them. */
  private static List<Result> input(Entrant entrant, Workload workload, Probe.Settings settings) {
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant, new Job(workload, settings.threads(), workload.batch(), settings.logs()))) {
      Map<Feeding.Source, List<Map<String, Double>>> rounds = new EnumMap<>(Feeding.Source.class);
      List<Feeding.Source> order = new ArrayList<>(List.of(Feeding.Source.values()));
      // Once for the JVM's compilers; what is counted takes turns, each as often first as last.
      for (int i = -1; i < settings.repeats(); i++) {
        Collections.rotate(order, 1);
        for (Feeding.Source source : order) {
          Map<String, Double> round = process.timeInput(source, settings.images());
          if (i >= 0) {
            rounds.computeIfAbsent(source, s -> new ArrayList<>()).add(round);
          }
        }
      }
      List<Result> results = new ArrayList<>();
      rounds.forEach(
          (source, all) -> {
            String from = source.title();
            results.add(
                result(entrant, workload, "step from " + from, "ms", all, "millis", "cpuMillis"));
            results.add(
                new Result(
                    workload.name(),
                    entrant.name(),
                    "waited, " + from,
                    "ms",
                    column(all, "waited"),
                    List.of()));
          });
      results.addAll(overPrepared(entrant, workload, rounds));
      return results;
    }
  }

  static Result result(
      Entrant entrant,
      Workload workload,
      String measure,
      String unit,
      List<Map<String, Double>> rounds,
      String time,
      String cpu) {
    return new Result(
        workload.name(), entrant.name(), measure, unit, column(rounds, time), column(rounds, cpu));
  }

  private static List<Double> column(List<Map<String, Double>> rounds, String name) {
    return rounds.stream().map(round -> round.get(name)).toList();
  }

  private static List<Result> overPrepared(
      Entrant entrant, Workload workload, Map<Feeding.Source, List<Map<String, Double>>> rounds) {
    List<Result> results = new ArrayList<>();
    List<Map<String, Double>> prepared = rounds.get(Feeding.Source.PREPARED);
    rounds.forEach(
        (source, all) -> {
          if (source != Feeding.Source.PREPARED) {
            List<Map<String, Double>> ratios =
                IntStream.range(0, all.size())
                    .mapToObj(i -> ratios(all.get(i), prepared.get(i)))
                    .toList();
            results.add(
                result(
                    entrant,
                    workload,
                    source.title() + " : prepared",
                    "",
                    ratios,
                    "millis",
                    "cpuMillis"));
          }
        });
    return results;
  }

  private static Map<String, Double> ratios(Map<String, Double> above, Map<String, Double> below) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    above.forEach((name, value) -> ratios.put(name, value / below.get(name)));
    return ratios;
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
      Map<String, String> titles = new LinkedHashMap<>();
      for (Generating.Way way : Generating.Way.values()) {
        titles.put(way.name(), "step, " + way.title());
      }
      return ways(entrant, workload, rounds, titles, "kernels");
    }
  }

  /** One answer for one sample, by DJL's predictor and by the model's own call. */
  private static List<Result> ask(Entrant entrant, Workload workload, Probe.Settings settings) {
    try (ContestantProcess process =
        ContestantProcess.start(
            entrant, new Job(workload, settings.threads(), workload.batch(), settings.logs()))) {
      List<Map<String, Double>> rounds = new ArrayList<>();
      for (int i = 0; i < settings.repeats(); i++) {
        rounds.add(process.timeAsking(i == 0 ? WARM_UP : 0, MEASURED));
      }
      Map<String, String> titles = new LinkedHashMap<>();
      for (Asking.Way way : Asking.Way.values()) {
        titles.put(way.name(), "one sample, " + way.title());
      }
      return ways(entrant, workload, rounds, titles, "predict");
    }
  }

  /** The times of each way that was measured, and those of all but the first over the first's. */
  private static List<Result> ways(
      Entrant entrant,
      Workload workload,
      List<Map<String, Double>> rounds,
      Map<String, String> titles,
      String first) {
    List<Result> results = new ArrayList<>();
    titles.forEach(
        (name, title) -> {
          if (rounds.get(0).containsKey(name)) {
            results.add(
                new Result(
                    workload.name(),
                    entrant.name(),
                    title,
                    "us",
                    rounds.stream().map(round -> 1e3 * round.get(name)).toList(),
                    List.of()));
          }
        });
    results.addAll(overFirst(results, first));
    return results;
  }

  /** How often the first is in the others, round by round. */
  private static List<Result> overFirst(List<Result> ways, String name) {
    Result first = ways.get(0);
    return ways.stream()
        .skip(1)
        .map(
            way ->
                new Result(
                    way.model(),
                    way.contestant(),
                    way.measure() + " : " + name,
                    "",
                    IntStream.range(0, way.rounds().size())
                        .mapToObj(i -> way.rounds().get(i) / first.rounds().get(i))
                        .toList(),
                    List.of()))
        .toList();
  }
}
