package io.trihorn.testkit.soak;

import java.util.Locale;

/**
 * A process that goes through the rounds of a scenario and prints the megabytes it holds: before
 * and after the rounds that count. Its Java heap should be of one size and touched, so that what
 * comes and goes is native.
 */
public final class MemoryProbe {
  private MemoryProbe() {}

  /** Takes the scenario's name and the backend's. */
  public static void main(String[] args) {
    MemoryScenario scenario = MemoryScenario.valueOf(args[0]);
    String backend = args[1];
    Object kept = scenario.prepare(backend);
    for (int i = 0; i < scenario.warmUp(); i++) {
      scenario.round(backend, kept);
    }
    double before = megabytes();
    for (int i = 0; i < scenario.rounds(); i++) {
      scenario.round(backend, kept);
    }
    System.out.printf(Locale.ROOT, "%.1f %.1f%n", before, megabytes());
  }

  private static double megabytes() {
    return ResidentMemory.bytes() / (double) (1 << 20);
  }
}
