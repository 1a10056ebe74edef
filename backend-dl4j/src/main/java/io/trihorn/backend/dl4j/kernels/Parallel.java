package io.trihorn.backend.dl4j.kernels;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** Loops of Java kernels, on several threads where that pays. */
final class Parallel {
  /** Work, in elements, below which waking another thread costs more than it saves. */
  private static final long WORTHWHILE = 30_000;

  /** A part of a loop. */
  @FunctionalInterface
  interface Part {
    /** Does the iterations from one to before another. */
    void run(int from, int to);
  }

  private Parallel() {}

  /**
   * Runs a loop whose iterations are independent.
   *
   * @param count the number of iterations
   * @param work the number of elements all iterations handle
   */
  static void loop(int count, long work, Part part) {
    int threads = Math.min(count, ForkJoinPool.getCommonPoolParallelism() + 1);
    if (threads < 2 || work < 2 * WORTHWHILE) {
      part.run(0, count);
      return;
    }
    int parts = (int) Math.min(threads, work / WORTHWHILE);
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            i ->
                part.run((int) ((long) count * i / parts), (int) ((long) count * (i + 1) / parts)));
  }
}
