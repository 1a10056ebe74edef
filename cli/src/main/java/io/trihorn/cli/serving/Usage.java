package io.trihorn.cli.serving;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Time that something took.
 *
 * @param nanos by the clock
 * @param cpuNanos of this process on all processors, which others on the machine hardly change
 */
record Usage(double nanos, double cpuNanos) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  static Usage now() {
    return new Usage(System.nanoTime(), SYSTEM.getProcessCpuTime());
  }

  Usage since(Usage before) {
    return new Usage(nanos - before.nanos, cpuNanos - before.cpuNanos);
  }

  Usage plus(Usage other) {
    return new Usage(nanos + other.nanos, cpuNanos + other.cpuNanos);
  }

  Usage times(double factor) {
    return new Usage(nanos * factor, cpuNanos * factor);
  }

  double cpuMicros() {
    return cpuNanos / 1e3;
  }
}
