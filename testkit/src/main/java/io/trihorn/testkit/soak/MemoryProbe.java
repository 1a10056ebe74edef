package io.trihorn.testkit.soak;

import java.util.Locale;

/**
 * A process that goes through the rounds of a scenario and prints the megabytes it holds: before
 * and after the rounds that count. Its Java heap should be of one size and touched, so that what
 * comes and goes is native.
 */
public final class MemoryProbe {
  private static final int LOOKS = 10;
  private static final int MILLIS = 200;

  private MemoryProbe() {}

  /** Takes the scenario's name and the backend's. */
  public static void main(String[] args) throws InterruptedException {
    MemoryScenario scenario = MemoryScenario.valueOf(args[0]);
    String backend = args[1];
    Object kept = scenario.prepare(backend);
    for (int i = 0; i < scenario.warmUp(); i++) {
      scenario.round(backend, kept);
    }
    double before = megabytes(scenario);
    for (int i = 0; i < scenario.rounds(); i++) {
      scenario.round(backend, kept);
    }
    System.out.printf(Locale.ROOT, "%.1f %.1f%n", before, megabytes(scenario));
  }

  /** What is held; where dropped models are collected, when they have been cleaned up. */
  private static double megabytes(MemoryScenario scenario) throws InterruptedException {
    double held = ResidentMemory.bytes();
    if (scenario.isCollected()) {
      System.gc();
      for (int i = 0; i < LOOKS; i++) {
        Thread.sleep(MILLIS);
        held = Math.min(held, ResidentMemory.bytes());
      }
    }
    return held / (1 << 20);
  }
}
