package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A library of the JVM. The suppliers are called in a child JVM only, so that the driver loads no
 * engine.
 *
 * @param name what it is called in the report and on the command line
 * @param launch from the number of threads, how its JVM is started
 * @param contestants by workload name, how each model that it runs is made
 * @param measures what can be timed of it
 */
public record JavaEntrant(
    String name,
    IntFunction<Launch> launch,
    Map<String, Supplier<Contestant>> contestants,
    Set<Measure> measures)
    implements Entrant {

  /** A library that trains. */
  public JavaEntrant(
      String name, IntFunction<Launch> launch, Map<String, Supplier<Contestant>> contestants) {
    this(name, launch, contestants, EnumSet.allOf(Measure.class));
  }

  @Override
  public boolean runs(Workload workload) {
    return contestants.containsKey(workload.name());
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
