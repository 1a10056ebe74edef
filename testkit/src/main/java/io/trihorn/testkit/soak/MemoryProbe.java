package io.trihorn.testkit.soak;

import java.util.Locale;

/**
 * A process that goes through the rounds of a scenario, again and again until they leave no more
 * than they may, and prints the megabytes it holds at first and after each time. Its Java heap
 * should be of one size and touched, so that what comes and goes is native.
 *
 * <p>The first rounds may leave more, since allocators and compilers grow to what they need: what
 * leaks grows each time.
 */
public final class MemoryProbe {
  private static final int MOST_TIMES = 4;
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
    double before;
    double after = megabytes(scenario);
    StringBuilder held = new StringBuilder(said(after));
    int times = 0;
    do {
      before = after;
      for (int i = 0; i < scenario.rounds(); i++) {
        scenario.round(backend, kept);
      }
      after = megabytes(scenario);
      held.append(' ').append(said(after));
      times++;
    } while (times < MOST_TIMES && after - before > scenario.mostMegabytes());
    System.out.println(held);
  }

  private static String said(double megabytes) {
    return String.format(Locale.ROOT, "%.1f", megabytes);
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
