package io.trihorn.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * What a contestant's process is started for.
 *
 * @param workload the model
 * @param threads how many threads the engine should compute with
 * @param samples how many samples it trains with
 * @param logs directory for what it prints
 * @param heap options of a JVM's heap
 */
public record Job(Workload workload, int threads, int samples, Path logs, List<String> heap) {
  private static final List<String> HEAP = List.of("-Xmx2g");
  private static final List<String> STILL_HEAP =
      List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  /** A job with a heap that grows as it must. */
  public Job(Workload workload, int threads, int samples, Path logs) {
    this(workload, threads, samples, logs, HEAP);
  }

  /**
   * The same with a heap that does not grow and is resident from the start: what the process grows
   * by is not garbage that waits for a collection.
   */
  public Job withStillHeap() {
    return new Job(workload, threads, samples, logs, STILL_HEAP);
  }
}
