package io.trihorn.serving.http;

import java.time.Duration;

/**
 * Says for how long the threads that read look for questions again and again before they sleep. A
 * client that was answered by the thread that read its question asks alone, and is likely to ask
 * again at once; to wake a processor that sleeps takes longer than a small network does, most of
 * all on virtual machines.
 */
final class BusyPoll {
  private final long nanos;
  private volatile long end = System.nanoTime();

  /**
   * A poll that has not begun.
   *
   * @param time from an answer on; 0 for none
   */
  BusyPoll(Duration time) {
    nanos = time.toNanos();
  }

  /** Begins, or begins again: an answer was just written by the thread that read the question. */
  void begin() {
    end = System.nanoTime() + nanos;
  }

  /** Whether to look again. */
  boolean goesOn() {
    return System.nanoTime() - end < 0;
  }
}
