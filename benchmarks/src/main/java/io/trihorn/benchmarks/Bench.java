package io.trihorn.benchmarks;

import io.trihorn.benchmarks.Computing.Work;
import io.trihorn.benchmarks.trihorn.Scaling;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The driver: runs races and probes and writes the report. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Trihorn and its peers in one run: a training step, a prediction of a batch and of"
          + " one sample. Quote the ratios; the milliseconds belong to this machine and minute.",
      "Models: lenet, mlp, resnet20, lstm, gru, transformer, bilstm, textcnn, recommender, unet,"
          + " resnet50, mobilenetv2, efficientnetb0, bert, gpt."
    })
public final class Bench implements Callable<Integer> {
  private static final Pattern DEVICE = Pattern.compile("cpu|gpu(:\\d{1,4})?");
  private static final Pattern POLICY = Pattern.compile("mixed_b?float16");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "Models to run; default: lenet.")
  private List<String> models = List.of("lenet");

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the report as JSON.")
  private Path json;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Turns of each contestant; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "1.5",
      description = "Measured time of each measure in a turn; default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Contestants that take part; default: all that run the model and can answer the probe.")
  private List<String> only = List.of();

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description =
          "A Python interpreter whose PyTorch and Keras take part, as far as they are installed.")
  private Path python;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each engine; default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "cpu, gpu, gpu:1 and such: where Trihorn and PyTorch compute; others take part on cpu"
              + " only. Default: what each likes best.")
  private String device;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      description =
          "mixed_bfloat16 or mixed_float16: Trihorn's dtype policy and PyTorch's autocast; others"
              + " do not take part. Default: float32.")
  private String policy;

  @Option(
      names = "--probe",
      paramLabel = "PROBE",
      split = ",",
      description =
          "Instead of the race: first-loss (time from the start of the process), start (the same to"
              + " the first answer of a model in a file), memory (resident, at --steps), peak (the"
              + " most that is resident in the first steps), fit (the library's own loop against"
              + " bare steps), generate (a step of a sampling loop, with lstm or gru: prediction"
              + " against the kernels alone), input (a step from data that are ready, from"
              + " double[][] and from uint8 in a file, and how long it waits for them), ask (one"
              + " sample, by DJL's Predictor of the model's file and by predict), threads"
              + " (predictions of 1, 2 and 16 threads on one model beside those of a process on"
              + " each processor), arrays (work on arrays outside models, the program alone, Java's"
              + " part of an operation, memory in a loop of 20,000 rounds; torch of --python takes"
              + " part).")
  private List<String> probes = List.of();

  @Option(
      names = "--arrays",
      description =
          "Instead of the race of models: one of work on arrays outside them, a chain of 20"
              + " operations on 4 million floats, 1,000 on (4, 4), and one that is looked at.")
  private boolean arrays;

  @Option(
      names = "--images",
      defaultValue = "60000",
      description = "Samples in the fit and input probes; default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--steps",
      split = ",",
      defaultValue = "1000,20000",
      description = "Where the memory probe looks; default: ${DEFAULT-VALUE}.")
  private List<Integer> steps = List.of();

  @Option(
      names = "--scale",
      description =
          "Instead of the race: how the cost of Trihorn's steps grows with layers, length and"
              + " batch, and that of its compilation with nodes, on the backends that --only"
              + " names.")
  private boolean scale;

  @Option(names = "--list", description = "List contestants and the models that they run.")
  private boolean list;

  private final List<Result> results = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** Runs the command; exits with 1 if a contestant failed, 2 if the arguments are wrong. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Entrant> all = checked(this::entrants);
    if (list) {
      all.forEach(entrant -> out.println(entrant.name() + ": " + models(entrant)));
      return 0;
    }
    if (scale) {
      Entrants.backends(chosen(all)).forEach(backend -> Scaling.run(backend, out::println));
      return 0;
    }
    List<Workload> workloads = checked(() -> models.stream().map(Workloads::named).toList());
    List<Entrant> chosen = chosen(all);
    Map<String, Probe> asked = new LinkedHashMap<>();
    probes.forEach(name -> asked.put(name, checked(() -> probe(name))));
    Map<String, String> machine = Machine.describe();
    Path logs = Files.createTempDirectory("trihorn-bench-");
    for (Workload workload : workloads) {
      int before = results.size();
      List<Entrant> entrants = chosen.stream().filter(e -> e.runs(workload)).toList();
      if (asked.isEmpty()) {
        if (arrays) {
          race(workload, computing(entrants, workload), logs, e -> List.of(Work.values()));
        } else {
          race(workload, entrants, logs, Entrant::measures);
        }
      }
      asked.forEach((name, probe) -> ask(name, probe, entrants, workload, logs));
      // At once: who stops a long run keeps what it has measured.
      List<Result> fresh = results.subList(before, results.size());
      out.println(new Report(Map.of(), Map.of(), fresh, Map.of()).table());
      out.flush();
    }
    machine.put("load at the end", Machine.load());
    Report report = new Report(machine, settings, results, failures);
    out.println(report.notes());
    if (json != null) {
      Files.writeString(json, report.json());
    }
    return failures.isEmpty() ? 0 : 1;
  }

  private List<Entrant> chosen(List<Entrant> all) {
    return only.isEmpty()
        ? all
        : checked(() -> only.stream().map(name -> Entrants.named(all, name)).toList());
  }

  private List<Entrant> entrants() {
    List<Entrant> all = new ArrayList<>(Entrants.JAVA);
    if (python != null) {
      all.addAll(PythonPeers.of(python));
    }
    return all.stream()
        .flatMap(entrant -> chosen(device, DEVICE, entrant, entrant::on))
        .flatMap(entrant -> chosen(policy, POLICY, entrant, entrant::under))
        .toList();
  }

  /** The entrant with what was chosen, if anything was; nobody if it cannot have that. */
  private static Stream<Entrant> chosen(
      String what, Pattern known, Entrant entrant, Function<String, Optional<Entrant>> with) {
    if (what == null) {
      return Stream.of(entrant);
    }
    if (!known.matcher(what).matches()) {
      throw new IllegalArgumentException("expected " + known + ", but got '" + what + "'");
    }
    return with.apply(what).stream();
  }

  private static List<Entrant> computing(List<Entrant> entrants, Workload workload) {
    return entrants.stream().filter(e -> e.abilities(workload).contains(Ability.COMPUTE)).toList();
  }

  private void race(
      Workload workload,
      List<Entrant> entrants,
      Path logs,
      Function<Entrant, ? extends Collection<? extends Turn>> turns) {
    Race race =
        new Race(
            workload, new Race.Settings(rounds, seconds, threads, logs, turns), this::progress);
    Race.Outcome outcome = race.run(entrants);
    results.addAll(outcome.results());
    settings.putAll(outcome.settings());
    outcome.failures().forEach((name, words) -> failures.put(workload.name() + " " + name, words));
  }

  /** Asks all that can answer; who was named and cannot fails. */
  private void ask(String name, Probe probe, List<Entrant> entrants, Workload workload, Path logs) {
    List<Entrant> able = entrants.stream().filter(e -> probe.canAsk(e, workload)).toList();
    able.forEach(entrant -> ask(probe, entrant, workload, logs));
    if (!only.isEmpty()) {
      entrants.stream()
          .filter(entrant -> !able.contains(entrant))
          .forEach(e -> failures.put(workload.name() + " " + e.name(), probe.needs().lack()));
    } else if (able.isEmpty()) {
      failures.put(workload.name() + " " + name, "no contestant can answer this probe");
    }
  }

  private void ask(Probe probe, Entrant entrant, Workload workload, Path logs) {
    progress(workload.name() + ", probe: " + entrant.name());
    try {
      results.addAll(
          probe
              .question()
              .ask(entrant, workload, new Probe.Settings(rounds, threads, images, steps, logs)));
    } catch (IllegalStateException e) {
      failures.put(workload.name() + " " + entrant.name(), e.getMessage());
    }
  }

  private void progress(String words) {
    spec.commandLine().getErr().println(words);
  }

  private static String models(Entrant entrant) {
    return String.join(
        ", ", Workloads.ALL.stream().filter(entrant::runs).map(Workload::name).toList());
  }

  private static Probe probe(String name) {
    Probe probe = Probes.ALL.get(name);
    if (probe == null) {
      throw new IllegalArgumentException(
          "no probe named '" + name + "'; there are " + String.join(", ", Probes.ALL.keySet()));
    }
    return probe;
  }

  /** Turns an unknown name into a usage error. */
  private <T> T checked(Supplier<T> names) {
    try {
      return names.get();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
