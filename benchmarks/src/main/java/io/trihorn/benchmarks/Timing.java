package io.trihorn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * A measured time.
 *
 * @param steps how many steps were measured, in one go
 * @param millis milliseconds per step
 * @param cpuMillis milliseconds of processor time per step, all threads of the JVM together; other
 *     programs on the machine change this less than they change {@code millis}
 */
public record Timing(int steps, double millis, double cpuMillis) {
  private static final int FEWEST = 3;

  /**
   * Warms up, then measures.
   *
   * @param run does as many steps as it is told
   * @param warmUp seconds of warm-up, at least
   * @param measured seconds that the measured steps should take
   */
  public static Timing of(IntConsumer run, double warmUp, double measured) {
    double spent = 0;
    double perStep;
    int steps = 1;
    do {
      double seconds = seconds(run, steps);
      spent += seconds;
      perStep = seconds / steps;
      // Never a last doubling that takes longer than all that is asked for.
      steps = (int) Math.max(1, Math.min(2L * steps, (warmUp + measured) / perStep));
    } while (spent < warmUp);
    return ofOneGo(run, (int) Math.max(FEWEST, Math.ceil(measured / perStep)));
  }

  /** Measures some steps without a warm-up. */
  public static Timing ofOneGo(IntConsumer run, int steps) {
    long cpuStart = cpuNanos();
    double seconds = seconds(run, steps);
    double cpuSeconds = (cpuNanos() - cpuStart) * 1e-9;
    return new Timing(steps, 1e3 * seconds / steps, 1e3 * cpuSeconds / steps);
  }

  /**
   * Measures what threads do over and over at the same time: the time of one, all of them together.
   *
   * @param seconds after which a thread begins no other one
   */
  static Timing ofThreads(int threads, Runnable work, double seconds) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      Callable<Integer> loop =
          () -> {
            int done = 0;
            do {
              work.run();
              done++;
            } while (System.nanoTime() - start < seconds * 1e9);
            return done;
          };
      int steps = 0;
      for (Future<Integer> each : pool.invokeAll(Collections.nCopies(threads, loop))) {
        steps += each.get();
      }
      double millis = (System.nanoTime() - start) * 1e-6;
      return new Timing(steps, millis / steps, (cpuNanos() - cpuStart) * 1e-6 / steps);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a thread failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while threads were timed", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The time of one of what several processes did at the same time, all of them together. */
  static Timing together(List<Timing> all) {
    int steps = all.stream().mapToInt(Timing::steps).sum();
    double perMilli = all.stream().mapToDouble(timing -> 1 / timing.millis()).sum();
    double cpu = all.stream().mapToDouble(timing -> timing.steps() * timing.cpuMillis()).sum();
    return new Timing(steps, 1 / perMilli, cpu / steps);
  }

  /** Returns the processor time that this JVM has used. */
  static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double seconds(IntConsumer run, int steps) {
    long start = System.nanoTime();
    run.accept(steps);
    return Math.max(1, System.nanoTime() - start) * 1e-9;
  }
}
