package io.trihorn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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
