package io.trihorn.backend;

import java.lang.ref.Cleaner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much memory of engines tensors have that nobody closed. The collector does not see it: a
 * tensor is a few bytes to it. So when tensors have come to twice what was in use after the last
 * collection, and to a share of the heap, one is asked for, as Java does for its direct buffers. A
 * loop that closes what it makes never comes to that.
 */
final class EngineBytes {
  /** So much may wait for the collector in any case. */
  private static final long LEAST = Runtime.getRuntime().maxMemory() / 4;

  /** The one of the process, as its memory is. */
  static final EngineBytes OF_PROCESS = new EngineBytes(LEAST, System::gc);

  private static final long LONGEST_MILLIS = 500;

  /** So long may the cleaner's thread be without a core in a machine that has others to serve. */
  private static final long QUIET_MILLIS = 20;

  private final long least;
  private final Runnable collector;
  private final Cleaner cleaner = Cleaner.create();
  private final AtomicLong held = new AtomicLong();
  private final ReentrantLock collecting = new ReentrantLock();
  private volatile long limit;

  /**
   * Nothing yet.
   *
   * @param least how much is never too much
   * @param collector finds what nobody has any more
   */
  EngineBytes(long least, Runnable collector) {
    this.least = least;
    this.collector = collector;
    this.limit = least;
  }

  /**
   * Counts memory that goes when somebody asks for it, or when nobody has its owner any more. It
   * may wait for the collector.
   */
  Cleaner.Cleanable own(Object owner, long bytes, Runnable free) {
    if (held.addAndGet(bytes) > limit) {
      collect();
    }
    return cleaner.register(owner, new Freeing(this, bytes, free));
  }

  private record Freeing(EngineBytes of, long bytes, Runnable free) implements Runnable {
    @Override
    public void run() {
      free.run();
      of.held.addAndGet(-bytes);
    }
  }

  /** How much there is. */
  long held() {
    return held.get();
  }

  /** One thread does it; others go on, for what they made is in use. */
  private void collect() {
    if (!collecting.tryLock()) {
      return;
    }
    try {
      if (held.get() > limit) {
        CountDownLatch first = new CountDownLatch(1);
        cleaner.register(new Object(), first::countDown);
        collector.run();
        await(first);
        limit = Math.max(least, 2 * held.get());
      }
    } finally {
      collecting.unlock();
    }
  }

  /** Until the cleaner has found something, and then finds no more; it says by no other way. */
  private void await(CountDownLatch first) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
    try {
      if (first.await(LONGEST_MILLIS, TimeUnit.MILLISECONDS)) {
        long before;
        do {
          before = held.get();
          Thread.sleep(QUIET_MILLIS);
        } while (held.get() < before && System.nanoTime() < end);
      }
    } catch (InterruptedException e) {
      // Who interrupts wants this thread to stop waiting, and to know of it.
      Thread.currentThread().interrupt();
    }
  }
}
