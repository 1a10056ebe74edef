package io.trihorn.backend;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The runs that go on in this process, of all programs: they have its processors in common. Safe
 * for use by many threads.
 */
final class Company {
  /**
   * How long after runs have met the next one is taken to meet others too: callers that ask again
   * and again have something to do between two runs.
   */
  private static final long GAP_NANOS = 1_000_000;

  private final AtomicInteger running = new AtomicInteger();
  private volatile long met = System.nanoTime() - GAP_NANOS;

  /** A run begins. */
  void enter() {
    running.incrementAndGet();
  }

  /** It ends. */
  void leave() {
    running.decrementAndGet();
  }

  /** Whether a run has others beside it, or is about to. Asked by one that goes on. */
  boolean isMet() {
    long now = System.nanoTime();
    if (running.get() > 1) {
      met = now;
      return true;
    }
    return now - met < GAP_NANOS;
  }
}
