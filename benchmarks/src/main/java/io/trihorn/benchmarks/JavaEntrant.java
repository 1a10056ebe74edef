package io.trihorn.benchmarks;

import io.trihorn.benchmarks.trihorn.TrihornContestant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A library of the JVM. The suppliers are called in a child JVM only, so that the driver loads no
 * engine.
 *
 * @param name what it is called in the report and on the command line
 * @param launch from the number of threads, how its JVM is started
 * @param contestants by workload name, how each model that it runs is made
 * @param measures what can be timed of it
 * @param abilities what probes can ask of it, each with the names of the workloads with which
 */
public record JavaEntrant(
    String name,
    IntFunction<Launch> launch,
    Map<String, Supplier<Contestant>> contestants,
    Set<Measure> measures,
    Map<Ability, Set<String>> abilities)
    implements Entrant {

  /** A library that trains. */
  public JavaEntrant(
      String name, IntFunction<Launch> launch, Map<String, Supplier<Contestant>> contestants) {
    this(
        name,
        launch,
        contestants,
        EnumSet.allOf(Measure.class),
        Map.of(Ability.TRAIN, contestants.keySet()));
  }

  /** Returns one that can also do something, with the workloads of these names. */
  JavaEntrant able(Ability ability, Set<String> workloads) {
    Map<Ability, Set<String>> all = new EnumMap<>(Ability.class);
    all.putAll(abilities);
    all.put(ability, workloads);
    return new JavaEntrant(name, launch, contestants, measures, all);
  }

  @Override
  public boolean runs(Workload workload) {
    return contestants.containsKey(workload.name());
  }

  @Override
  public Set<Ability> abilities(Workload workload) {
    return abilities.keySet().stream()
        .filter(ability -> abilities.get(ability).contains(workload.name()))
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<Entrant> on(String device) {
    return Entrants.isOurs(name)
        ? Optional.of(with("-Dtrihorn.device=" + device))
        : Optional.<Entrant>of(this).filter(processor -> device.equals("cpu"));
  }

  @Override
  public Optional<Entrant> under(String policy) {
    return abilities.containsKey(Ability.FIT)
        ? Optional.of(with("-D" + TrihornContestant.POLICY + "=" + policy))
        : Optional.empty();
  }

  private Entrant with(String option) {
    IntFunction<Launch> there = threads -> launch.apply(threads).with(option);
    return new JavaEntrant(name, there, contestants, measures, abilities);
  }

  @Override
  public Start start(Job job) {
    Launch how = launch.apply(job.threads());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(job.heap());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(how.options());
    command.add(Child.class.getName());
    command.addAll(
        List.of(
            name,
            job.workload().name(),
            String.valueOf(job.threads()),
            String.valueOf(job.samples())));
    job.file().ifPresent(file -> command.add(file.toString()));
    Map<String, String> environment = new HashMap<>(how.environment());
    // In the environment, for a class path of this length does not belong on a command line.
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    return new Start(command, environment);
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
