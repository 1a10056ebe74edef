package io.trihorn.data;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long those who read batches waited for them, of all readings together; see {@link
 * Dataset#timed}. For several threads.
 */
public final class WaitingTime {
  private final LongAdder nanos = new LongAdder();
  private final LongAdder batches = new LongAdder();

  /** Begins with nothing. */
  public WaitingTime() {}

  /** The seconds that were waited, since the begin or the last {@link #reset}. */
  public double seconds() {
    return nanos.sum() * 1e-9;
  }

  /** The batches that were read. */
  public long batches() {
    return batches.sum();
  }

  /** Begins anew. */
  public void reset() {
    nanos.reset();
    batches.reset();
  }

  /** A reading that is timed. */
  BatchIterator around(BatchIterator read) {
    return new BatchIterator() {
      @Override
      public void hold(int batches) {
        read.hold(batches);
      }

      @Override
      public boolean hasNext() {
        long start = System.nanoTime();
        boolean there = read.hasNext();
        nanos.add(System.nanoTime() - start);
        return there;
      }

      @Override
      public Batch next() {
        long start = System.nanoTime();
        Batch batch = read.next();
        nanos.add(System.nanoTime() - start);
        batches.increment();
        return batch;
      }

      @Override
      public void close() {
        read.close();
      }
    };
  }
}
