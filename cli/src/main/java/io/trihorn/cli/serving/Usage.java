package io.trihorn.cli.serving;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Time that something took.
 *
 * @param nanos by the clock
 * @param cpuNanos of this process on all processors, which others on the machine hardly change
 */
public record Usage(double nanos, double cpuNanos) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** As far as time has come. */
  public static Usage now() {
    return new Usage(System.nanoTime(), SYSTEM.getProcessCpuTime());
  }

  /** What passed in between. */
  public Usage since(Usage before) {
    return new Usage(nanos - before.nanos, cpuNanos - before.cpuNanos);
  }

  double cpuMicros() {
    return cpuNanos / 1e3;
  }
}
