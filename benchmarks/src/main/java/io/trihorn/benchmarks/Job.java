package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a contestant's process is started for.
 *
 * @param workload the model
 * @param threads how many threads the engine should compute with
 * @param samples how many samples it trains with
 * @param logs directory for what it prints
 * @param heap options of a JVM's heap
 * @param file the model to open, if it is not to be made
 * @param processor the only one that it may run on, if not all
 */
public record Job(
    Workload workload,
    int threads,
    int samples,
    Path logs,
    List<String> heap,
    Optional<Path> file,
    OptionalInt processor) {
  private static final List<String> HEAP = List.of("-Xmx2g");
  private static final List<String> STILL_HEAP =
      List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  /** A job with a heap that grows as it must. */
  public Job(Workload workload, int threads, int samples, Path logs) {
    this(workload, threads, samples, logs, HEAP, Optional.empty(), OptionalInt.empty());
  }

  /**
   * The same with a heap that does not grow and is resident from the start: what the process grows
   * by is not garbage that waits for a collection.
   */
  public Job withStillHeap() {
    return new Job(workload, threads, samples, logs, STILL_HEAP, file, processor);
  }

  /** The same with the model of a file. */
  public Job opening(Path model) {
    return new Job(workload, threads, samples, logs, heap, Optional.of(model), processor);
  }

  /** The same on one processor alone, by its number. */
  Job onProcessor(int number) {
    return new Job(workload, threads, samples, logs, heap, file, OptionalInt.of(number));
  }
}
