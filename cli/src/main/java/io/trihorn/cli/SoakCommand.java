package io.trihorn.cli;

import io.trihorn.backend.Backends;
import io.trihorn.saving.files.Folders;
import io.trihorn.testkit.soak.HeldMemory;
import io.trihorn.testkit.soak.KillSoak;
import io.trihorn.testkit.soak.LoadSoak;
import io.trihorn.testkit.soak.MemoryScenario;
import io.trihorn.testkit.soak.MemoryTrial;
import io.trihorn.testkit.soak.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks for what only shows after a while or under load. */
@Command(
    name = "soak",
    description =
        "Predicts in many threads while others train, save, build and close models; repeats what"
            + " should leave memory as it was; kills processes while they save. Fails if an answer"
            + " is wrong, memory grows, or a file is not whole.")
final class SoakCommand implements Callable<Integer> {
  /** What a process may hold more at the end than after a tenth of the time. */
  private static final long MOST_GROWTH = 256L << 20;

  @Option(
      names = "--backend",
      split = ",",
      paramLabel = "NAME",
      description = "Which backends (${DEFAULT-VALUE}).",
      defaultValue = "dl4j,tensorflow,onnx")
  private List<String> backends;

  @Option(
      names = "--minutes",
      description = "How long each backend is under load (${DEFAULT-VALUE}); 0 for not at all.")
  private double minutes = 10;

  @Option(names = "--threads", description = "How many threads predict (${DEFAULT-VALUE}).")
  private int threads = 32;

  @Option(
      names = "--kills",
      description = "How many processes are killed while they save (${DEFAULT-VALUE}).")
  private int kills = 100;

  @Option(
      names = "--memory",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether memory is looked at in processes of their own, too (by default).")
  private boolean memory;

  private boolean failed;

  @Override
  public Integer call() throws Exception {
    backends.forEach(Backends::get);
    Path folder = Files.createTempDirectory("soak");
    try {
      for (String backend : backends) {
        load(backend, folder);
      }
      if (memory && ResidentMemory.isKnown()) {
        memory();
      }
      if (kills > 0) {
        KillSoak.Result result = KillSoak.run(kills, folder);
        tell(result.toString(), result.problems());
      }
    } finally {
      Folders.delete(folder);
    }
    return failed ? 1 : 0;
  }

  private void tell(String result, List<String> problems) {
    problems.forEach(problem -> System.out.println("  " + problem));
    System.out.println(result);
    failed |= !problems.isEmpty();
  }

  /** A tenth first, until everything is loaded that ever is, and the rest. */
  private void load(String backend, Path folder) throws Exception {
    Duration whole = Duration.ofMillis((long) (minutes * 60_000));
    if (whole.isZero()) {
      return;
    }
    Duration first = whole.dividedBy(10);
    LoadSoak.Result warm = LoadSoak.run(backend, threads, first, folder);
    HeldMemory before = HeldMemory.now();
    LoadSoak.Result result = LoadSoak.run(backend, threads, whole.minus(first), folder);
    HeldMemory after = HeldMemory.now();
    tell(warm.toString(), warm.problems());
    tell(result.toString(), result.problems());
    System.out.printf("%s: after a tenth of the time %s; at the end %s%n", backend, before, after);
    failed |= !after.isFlat(before, MOST_GROWTH);
  }

  private void memory() throws IOException, InterruptedException {
    for (String backend : backends) {
      for (MemoryScenario scenario : MemoryScenario.values()) {
        MemoryTrial trial = MemoryTrial.of(scenario, backend);
        System.out.println((trial.isFlat() ? "flat: " : "GROWS: ") + trial);
        failed |= !trial.isFlat();
      }
    }
  }
}
